// The other end of a socket, frame by frame: what the protocol says can be held against what comes.

import { once } from "node:events";
import WebSocket from "ws";
import { socket, within } from "./regie.mjs";

export const PROTOCOL = "graphql-transport-ws";

export class Peer {
  #messages = [];
  #wake = () => {};

  constructor({ protocols = [PROTOCOL], headers } = {}) {
    this.socket = new WebSocket(socket, protocols, { headers });
    this.socket.on("message", (frame) => {
      this.#messages.push(JSON.parse(frame));
      this.#wake();
    });
    this.closed = new Promise((resolve) => {
      this.socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
      // The client closes after an error; the close is what the tests look at.
      this.socket.on("error", (error) => (this.error = error));
    });
  }

  /** An open socket. */
  static async open(options) {
    const peer = new Peer(options);
    await within(10, "opening a socket", Promise.race([once(peer.socket, "open"), peer.closed]));
    if (peer.socket.readyState === WebSocket.CONNECTING) throw new Error("the socket did not open");
    return peer;
  }

  /** An open socket whose `connection_init` was acknowledged. */
  static async ready(token, options) {
    const peer = await Peer.open(options);
    const payload = token === undefined ? undefined : { Authorization: `Bearer ${token}` };
    peer.send({ type: "connection_init", payload });
    const { type } = await peer.next();
    if (type !== "connection_ack") throw new Error(`${type} came instead of connection_ack`);
    return peer;
  }

  /** Sends a message; text and bytes as they are. */
  send(message) {
    const asIs = typeof message === "string" || Buffer.isBuffer(message);
    this.socket.send(asIs ? message : JSON.stringify(message));
  }

  subscribe(id, query, variables) {
    this.send({ id, type: "subscribe", payload: { query, variables } });
  }

  /** The next message. */
  async next() {
    const come = (async () => {
      while (this.#messages.length === 0) await new Promise((resolve) => (this.#wake = resolve));
      return this.#messages.shift();
    })();
    const gone = this.closed.then(({ code, reason }) => {
      throw new Error(`the socket was closed with ${code} ${reason}`);
    });
    return within(10, "a message", Promise.race([come, gone]));
  }

  /** Everything that came until the answer to a ping: what the server has to say by now, it has said. */
  async settled() {
    const payload = { settled: Math.random() };
    this.send({ type: "ping", payload });
    const messages = [];
    for (;;) {
      const message = await this.next();
      if (message.type === "pong" && message.payload?.settled === payload.settled) return messages;
      messages.push(message);
    }
  }

  close() {
    this.socket.terminate();
  }
}
