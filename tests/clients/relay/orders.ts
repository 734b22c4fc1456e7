// The list of orders: a page that can be asked for anew, and a list that grows.

import { graphql } from "relay-runtime";

export const page = graphql`
  query ordersPageQuery($first: Int!, $status: [OrderStatus!]) {
    ...ordersList_query @arguments(first: $first, status: $status)
    viewer {
      roles
    }
  }
`;

export const list = graphql`
  fragment ordersList_query on Query
  @refetchable(queryName: "ordersListPaginationQuery")
  @argumentDefinitions(
    first: { type: "Int", defaultValue: 20 }
    after: { type: "String" }
    status: { type: "[OrderStatus!]" }
  ) {
    orders(first: $first, after: $after, where: { status: $status }) @connection(key: "ordersList_orders") {
      totalCount {
        count
      }
      edges {
        node {
          id
          ...ordersRow_order
        }
      }
    }
  }
`;

export const row = graphql`
  fragment ordersRow_order on Order {
    number
    status
    placedAt
    total {
      amount
      currency
    }
    customer {
      name
    }
    lines {
      ...ordersLines_lines
    }
  }
`;

export const lines = graphql`
  fragment ordersLines_lines on OrderLine @relay(plural: true) {
    id
    quantity
    variant {
      sku
      product {
        title
      }
    }
  }
`;

// An object with a global id can be asked for anew by itself.
export const card = graphql`
  fragment ordersCard_order on Order @refetchable(queryName: "ordersCardRefetchQuery") {
    email
    version
    nextActions
    tasks {
      id
      title
      status
    }
  }
`;

export const changed = graphql`
  subscription ordersChangedSubscription($id: ID!, $after: String) {
    orderChanged(id: $id, after: $after) {
      cursor
      kind
      order {
        id
        ...ordersCard_order
      }
    }
  }
`;
