SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.audit_chain (
    chain integer NOT NULL,
    length bigint NOT NULL,
    hash text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.audit_entry (
    id uuid NOT NULL,
    chain integer NOT NULL,
    seq bigint NOT NULL,
    at bigint NOT NULL,
    actor text NOT NULL COLLATE pg_catalog."C",
    staff_id uuid,
    approvals jsonb NOT NULL,
    permission text NOT NULL COLLATE pg_catalog."C",
    command text NOT NULL COLLATE pg_catalog."C",
    entity text NOT NULL COLLATE pg_catalog."C",
    entity_id uuid NOT NULL,
    before jsonb,
    after jsonb,
    request_id text NOT NULL COLLATE pg_catalog."C",
    hash text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.category (
    id uuid NOT NULL,
    parent_id uuid,
    slug text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    name_folded text NOT NULL COLLATE pg_catalog."C",
    description text COLLATE pg_catalog."C",
    "position" integer NOT NULL,
    version integer NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);
CREATE TABLE public.channel (
    id uuid NOT NULL,
    slug text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    name_folded text NOT NULL COLLATE pg_catalog."C",
    active boolean NOT NULL,
    version integer NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    currency character varying(3) NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.collection (
    id uuid NOT NULL,
    slug text NOT NULL COLLATE pg_catalog."C",
    title text NOT NULL COLLATE pg_catalog."C",
    title_folded text NOT NULL COLLATE pg_catalog."C",
    description text COLLATE pg_catalog."C",
    version integer NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);
CREATE TABLE public.collection_product (
    collection_id uuid NOT NULL,
    product_id uuid NOT NULL,
    "position" bigint NOT NULL
);
CREATE TABLE public.customer (
    id uuid NOT NULL,
    email text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    name_folded text NOT NULL COLLATE pg_catalog."C",
    phone text COLLATE pg_catalog."C",
    note text COLLATE pg_catalog."C",
    version integer NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);
CREATE TABLE public.event_sequence (
    id integer NOT NULL,
    last bigint NOT NULL,
    forgotten bigint NOT NULL
);
CREATE TABLE public.idempotency_record (
    principal text NOT NULL COLLATE pg_catalog."C",
    key text NOT NULL COLLATE pg_catalog."C",
    command text NOT NULL COLLATE pg_catalog."C",
    fingerprint text NOT NULL COLLATE pg_catalog."C",
    result jsonb,
    created_at bigint NOT NULL
);
CREATE TABLE public.job (
    id uuid NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    payload jsonb NOT NULL,
    run_at bigint NOT NULL,
    attempts integer NOT NULL,
    max_attempts integer NOT NULL,
    lease_until bigint,
    fence bigint NOT NULL,
    dedupe_key text COLLATE pg_catalog."C",
    dead boolean NOT NULL,
    last_error text COLLATE pg_catalog."C",
    created_at bigint NOT NULL
);
CREATE TABLE public.order_counter (
    id integer NOT NULL,
    value bigint NOT NULL
);
CREATE TABLE public.order_event (
    id uuid NOT NULL,
    order_id uuid NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    actor text NOT NULL COLLATE pg_catalog."C",
    staff_id uuid,
    message text COLLATE pg_catalog."C",
    data jsonb NOT NULL,
    at bigint NOT NULL
);
CREATE TABLE public.order_line (
    id uuid NOT NULL,
    order_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    sku text COLLATE pg_catalog."C",
    product_title text NOT NULL COLLATE pg_catalog."C",
    variant_title text NOT NULL COLLATE pg_catalog."C",
    requires_shipping boolean NOT NULL,
    currency character varying(3) NOT NULL COLLATE pg_catalog."C",
    unit_price_minor bigint NOT NULL,
    quantity bigint NOT NULL,
    quantity_fulfilled bigint NOT NULL,
    quantity_canceled bigint NOT NULL,
    total_minor bigint NOT NULL,
    "position" integer NOT NULL,
    CONSTRAINT order_line_check CHECK (((quantity_fulfilled + quantity_canceled) <= quantity)),
    CONSTRAINT order_line_quantity_check CHECK ((quantity > 0)),
    CONSTRAINT order_line_unit_price_minor_check CHECK ((unit_price_minor >= 0))
);
CREATE SEQUENCE public.order_number
    START WITH 1001
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.order_number OWNED BY public.order_counter.value;
CREATE TABLE public.orders (
    id uuid NOT NULL,
    number text COLLATE pg_catalog."C",
    channel_id uuid NOT NULL,
    customer_id uuid,
    email text COLLATE pg_catalog."C",
    currency character varying(3) NOT NULL COLLATE pg_catalog."C",
    status character varying(32) NOT NULL COLLATE pg_catalog."C",
    shipping_address jsonb,
    billing_address jsonb,
    total_minor bigint NOT NULL,
    charged_minor bigint NOT NULL,
    line_count integer NOT NULL,
    item_count bigint NOT NULL,
    fulfilled_count bigint NOT NULL,
    canceled_count bigint NOT NULL,
    cancel_reason text COLLATE pg_catalog."C",
    created_by uuid,
    version integer NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    placed_at bigint NOT NULL,
    canceled_at bigint,
    CONSTRAINT orders_charged_minor_check CHECK ((charged_minor >= 0)),
    CONSTRAINT orders_status_check CHECK (((status)::text = ANY (ARRAY[('DRAFT'::character varying)::text, ('CONFIRMED'::character varying)::text, ('CANCELED'::character varying)::text]))),
    CONSTRAINT orders_total_minor_check CHECK ((total_minor >= 0))
);
CREATE TABLE public.outbox_event (
    "position" bigint NOT NULL,
    id uuid NOT NULL,
    topic text NOT NULL COLLATE pg_catalog."C",
    aggregate_id uuid NOT NULL,
    payload jsonb NOT NULL,
    created_at bigint NOT NULL,
    published_at bigint,
    sequence bigint
);
ALTER TABLE public.outbox_event ALTER COLUMN "position" ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.outbox_event_position_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.owner_token (
    token_hash text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL
);
CREATE TABLE public.parked_command (
    id uuid NOT NULL,
    instance_id uuid NOT NULL,
    command text NOT NULL COLLATE pg_catalog."C",
    permission text NOT NULL COLLATE pg_catalog."C",
    input jsonb NOT NULL,
    requested_by text NOT NULL COLLATE pg_catalog."C",
    staff_id uuid,
    state character varying(32) NOT NULL COLLATE pg_catalog."C",
    outcome jsonb,
    created_at bigint NOT NULL,
    settled_at bigint,
    version integer NOT NULL,
    CONSTRAINT parked_command_state_check CHECK (((state)::text = ANY (ARRAY[('WAITING'::character varying)::text, ('DONE'::character varying)::text, ('DISCARDED'::character varying)::text])))
);
CREATE TABLE public.persisted_document (
    id uuid NOT NULL,
    document_id text NOT NULL COLLATE pg_catalog."C",
    client text NOT NULL COLLATE pg_catalog."C",
    origin character varying(32) NOT NULL COLLATE pg_catalog."C",
    operations text NOT NULL COLLATE pg_catalog."C",
    sha256 text NOT NULL COLLATE pg_catalog."C",
    body text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    CONSTRAINT persisted_document_origin_check CHECK (((origin)::text = ANY (ARRAY[('TRUSTED'::character varying)::text, ('AUTOMATIC'::character varying)::text])))
);
CREATE TABLE public.policy_line (
    id uuid NOT NULL,
    role_id uuid NOT NULL,
    permission text NOT NULL COLLATE pg_catalog."C",
    effect character varying(32) NOT NULL COLLATE pg_catalog."C",
    workflow text COLLATE pg_catalog."C",
    condition text COLLATE pg_catalog."C",
    CONSTRAINT policy_line_effect_check CHECK (((effect)::text = ANY (ARRAY[('ALLOW'::character varying)::text, ('DENY'::character varying)::text, ('APPROVE'::character varying)::text])))
);
CREATE TABLE public.policy_offer (
    role_key text NOT NULL COLLATE pg_catalog."C",
    permission text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.policy_version (
    id integer NOT NULL,
    version bigint NOT NULL
);
CREATE TABLE public.product (
    id uuid NOT NULL,
    slug text NOT NULL COLLATE pg_catalog."C",
    external_key text COLLATE pg_catalog."C",
    title text NOT NULL COLLATE pg_catalog."C",
    title_folded text NOT NULL COLLATE pg_catalog."C",
    body_html text NOT NULL COLLATE pg_catalog."C",
    vendor text NOT NULL COLLATE pg_catalog."C",
    product_type text NOT NULL COLLATE pg_catalog."C",
    status character varying(32) NOT NULL COLLATE pg_catalog."C",
    category_id uuid,
    option_names jsonb NOT NULL,
    tags jsonb NOT NULL,
    media jsonb NOT NULL,
    seo_title text COLLATE pg_catalog."C",
    seo_description text COLLATE pg_catalog."C",
    published_at bigint,
    version integer NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    CONSTRAINT product_status_check CHECK (((status)::text = ANY (ARRAY[('DRAFT'::character varying)::text, ('ACTIVE'::character varying)::text, ('ARCHIVED'::character varying)::text])))
);
CREATE TABLE public.product_search (
    product_id uuid NOT NULL,
    words text NOT NULL COLLATE pg_catalog."C",
    vector tsvector GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '::text))) STORED NOT NULL
);
CREATE TABLE public.product_tag (
    product_id uuid NOT NULL,
    tag_folded text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.product_variant (
    id uuid NOT NULL,
    product_id uuid NOT NULL,
    sku text COLLATE pg_catalog."C",
    barcode text COLLATE pg_catalog."C",
    title text NOT NULL COLLATE pg_catalog."C",
    option_values jsonb NOT NULL,
    option_key text NOT NULL COLLATE pg_catalog."C",
    "position" integer NOT NULL,
    weight_grams bigint,
    tax_class text COLLATE pg_catalog."C",
    requires_shipping boolean NOT NULL,
    taxable boolean NOT NULL,
    allow_backorder boolean NOT NULL,
    track_stock boolean NOT NULL,
    image_url text COLLATE pg_catalog."C",
    prices jsonb NOT NULL
);
CREATE TABLE public.role (
    id uuid NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    description text NOT NULL COLLATE pg_catalog."C",
    built_in boolean NOT NULL,
    version integer NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);
CREATE TABLE public.role_assignment (
    id uuid NOT NULL,
    role_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    domain text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    created_by uuid
);
CREATE TABLE public.seaql_migrations (
    version character varying NOT NULL,
    applied_at bigint NOT NULL
);
CREATE TABLE public.session (
    id uuid NOT NULL,
    staff_id uuid NOT NULL,
    token_hash text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    last_seen_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    absolute_expires_at bigint NOT NULL,
    user_agent text COLLATE pg_catalog."C"
);
CREATE TABLE public.staff_invitation (
    id uuid NOT NULL,
    email text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    token_hash text NOT NULL COLLATE pg_catalog."C",
    roles jsonb NOT NULL,
    invited_by uuid NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    accepted_at bigint,
    version integer NOT NULL
);
CREATE TABLE public.staff_member (
    id uuid NOT NULL,
    email text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    name_folded text NOT NULL COLLATE pg_catalog."C",
    password_hash text COLLATE pg_catalog."C",
    status character varying(32) NOT NULL COLLATE pg_catalog."C",
    version integer NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    last_login_at bigint,
    CONSTRAINT staff_member_status_check CHECK (((status)::text = ANY (ARRAY[('ACTIVE'::character varying)::text, ('DEACTIVATED'::character varying)::text])))
);
CREATE TABLE public.stock (
    id uuid NOT NULL,
    variant_id uuid NOT NULL,
    warehouse_id uuid NOT NULL,
    on_hand bigint NOT NULL,
    reserved bigint NOT NULL,
    backorder_limit bigint NOT NULL,
    version integer NOT NULL,
    updated_at bigint NOT NULL,
    CONSTRAINT stock_backorder_limit_check CHECK ((backorder_limit >= 0)),
    CONSTRAINT stock_check CHECK ((((on_hand - reserved) + backorder_limit) >= 0)),
    CONSTRAINT stock_on_hand_check CHECK ((on_hand >= 0)),
    CONSTRAINT stock_reserved_check CHECK ((reserved >= 0))
);
CREATE TABLE public.stock_movement (
    id uuid NOT NULL,
    stock_id uuid NOT NULL,
    variant_id uuid NOT NULL,
    warehouse_id uuid NOT NULL,
    kind character varying(32) NOT NULL COLLATE pg_catalog."C",
    delta_on_hand bigint NOT NULL,
    delta_reserved bigint NOT NULL,
    on_hand_after bigint NOT NULL,
    reserved_after bigint NOT NULL,
    reason text COLLATE pg_catalog."C",
    reference text COLLATE pg_catalog."C",
    note text COLLATE pg_catalog."C",
    order_id uuid,
    order_line_id uuid,
    actor text NOT NULL COLLATE pg_catalog."C",
    staff_id uuid,
    at bigint NOT NULL,
    CONSTRAINT stock_movement_kind_check CHECK (((kind)::text = ANY (ARRAY[('ADJUSTMENT'::character varying)::text, ('RESERVATION'::character varying)::text, ('RELEASE'::character varying)::text])))
);
CREATE TABLE public.stock_reservation (
    id uuid NOT NULL,
    stock_id uuid NOT NULL,
    order_id uuid NOT NULL,
    order_line_id uuid NOT NULL,
    quantity bigint NOT NULL,
    state character varying(32) NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL,
    released_at bigint,
    CONSTRAINT stock_reservation_quantity_check CHECK ((quantity > 0)),
    CONSTRAINT stock_reservation_state_check CHECK (((state)::text = ANY (ARRAY[('ACTIVE'::character varying)::text, ('RELEASED'::character varying)::text])))
);
CREATE TABLE public.storage_probe (
    id integer NOT NULL,
    written_at bigint NOT NULL,
    content text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.task (
    id uuid NOT NULL,
    instance_id uuid NOT NULL,
    token_id bigint NOT NULL,
    definition_key text NOT NULL COLLATE pg_catalog."C",
    node text NOT NULL COLLATE pg_catalog."C",
    title text NOT NULL COLLATE pg_catalog."C",
    instructions text COLLATE pg_catalog."C",
    status character varying(32) NOT NULL COLLATE pg_catalog."C",
    outcomes jsonb NOT NULL,
    assignee_id uuid,
    priority integer NOT NULL,
    due_at bigint NOT NULL,
    entity text NOT NULL COLLATE pg_catalog."C",
    entity_id uuid NOT NULL,
    entity_label text NOT NULL COLLATE pg_catalog."C",
    domain text NOT NULL COLLATE pg_catalog."C",
    outcome text COLLATE pg_catalog."C",
    comment text COLLATE pg_catalog."C",
    completed_by uuid,
    created_at bigint NOT NULL,
    claimed_at bigint,
    completed_at bigint,
    version integer NOT NULL,
    CONSTRAINT task_status_check CHECK (((status)::text = ANY (ARRAY[('OPEN'::character varying)::text, ('CLAIMED'::character varying)::text, ('COMPLETED'::character varying)::text, ('CANCELED'::character varying)::text])))
);
CREATE TABLE public.task_candidate (
    principal text NOT NULL COLLATE pg_catalog."C",
    task_id uuid NOT NULL,
    domain text NOT NULL COLLATE pg_catalog."C",
    assignee_id uuid,
    priority integer NOT NULL,
    due_at bigint NOT NULL
);
CREATE TABLE public.task_exclusion (
    task_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    reason text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE public.team (
    id uuid NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    name_folded text NOT NULL COLLATE pg_catalog."C",
    description text COLLATE pg_catalog."C",
    version integer NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);
CREATE TABLE public.team_member (
    team_id uuid NOT NULL,
    staff_id uuid NOT NULL
);
CREATE TABLE public.warehouse (
    id uuid NOT NULL,
    slug text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    name_folded text NOT NULL COLLATE pg_catalog."C",
    active boolean NOT NULL,
    version integer NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    country text NOT NULL COLLATE pg_catalog."C",
    address text NOT NULL COLLATE pg_catalog."C",
    priority integer NOT NULL
);
CREATE TABLE public.workflow_definition (
    id uuid NOT NULL,
    key text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    entity text NOT NULL COLLATE pg_catalog."C",
    built_in boolean NOT NULL,
    version integer NOT NULL,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);
CREATE TABLE public.workflow_event (
    instance_id uuid NOT NULL,
    seq bigint NOT NULL,
    at bigint NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    actor text NOT NULL COLLATE pg_catalog."C",
    staff_id uuid,
    node text COLLATE pg_catalog."C",
    task_id uuid,
    data jsonb NOT NULL
);
CREATE TABLE public.workflow_incident (
    id uuid NOT NULL,
    instance_id uuid NOT NULL,
    token_id bigint,
    code text NOT NULL COLLATE pg_catalog."C",
    message text NOT NULL COLLATE pg_catalog."C",
    data jsonb NOT NULL,
    state character varying(32) NOT NULL COLLATE pg_catalog."C",
    at bigint NOT NULL,
    CONSTRAINT workflow_incident_state_check CHECK (((state)::text = ANY (ARRAY[('OPEN'::character varying)::text, ('RESOLVED'::character varying)::text])))
);
CREATE TABLE public.workflow_instance (
    id uuid NOT NULL,
    version_id uuid NOT NULL,
    definition_key text NOT NULL COLLATE pg_catalog."C",
    entity text NOT NULL COLLATE pg_catalog."C",
    entity_id uuid NOT NULL,
    entity_label text NOT NULL COLLATE pg_catalog."C",
    domain text NOT NULL COLLATE pg_catalog."C",
    status character varying(32) NOT NULL COLLATE pg_catalog."C",
    singleton boolean NOT NULL,
    initiator_id uuid,
    milestone text COLLATE pg_catalog."C",
    outcome text COLLATE pg_catalog."C",
    event_seq bigint NOT NULL,
    last_local_id bigint NOT NULL,
    last_token_seq bigint NOT NULL,
    version integer NOT NULL,
    started_at bigint NOT NULL,
    ended_at bigint,
    CONSTRAINT workflow_instance_status_check CHECK (((status)::text = ANY (ARRAY[('RUNNING'::character varying)::text, ('INCIDENT'::character varying)::text, ('COMPLETED'::character varying)::text, ('CANCELED'::character varying)::text])))
);
CREATE TABLE public.workflow_scope (
    instance_id uuid NOT NULL,
    id bigint NOT NULL,
    parent_id bigint,
    vars jsonb NOT NULL,
    visits jsonb NOT NULL
);
CREATE TABLE public.workflow_token (
    instance_id uuid NOT NULL,
    id bigint NOT NULL,
    scope_id bigint NOT NULL,
    node text NOT NULL COLLATE pg_catalog."C",
    via text COLLATE pg_catalog."C",
    state character varying(32) NOT NULL COLLATE pg_catalog."C",
    visits integer NOT NULL,
    created_seq bigint NOT NULL,
    parked jsonb,
    CONSTRAINT workflow_token_state_check CHECK (((state)::text = ANY (ARRAY[('READY'::character varying)::text, ('WAITING'::character varying)::text, ('JOINING'::character varying)::text])))
);
CREATE TABLE public.workflow_version (
    id uuid NOT NULL,
    definition_id uuid NOT NULL,
    number integer NOT NULL,
    status character varying(32) NOT NULL COLLATE pg_catalog."C",
    source jsonb NOT NULL,
    source_hash text NOT NULL COLLATE pg_catalog."C",
    published_by uuid,
    published_at bigint,
    created_at bigint NOT NULL,
    version integer NOT NULL,
    CONSTRAINT workflow_version_status_check CHECK (((status)::text = ANY (ARRAY[('DRAFT'::character varying)::text, ('PUBLISHED'::character varying)::text, ('DEPRECATED'::character varying)::text])))
);
INSERT INTO public.audit_chain VALUES (0, 0, '');
INSERT INTO public.audit_chain VALUES (6, 0, '');
INSERT INTO public.audit_chain VALUES (11, 0, '');
INSERT INTO public.audit_chain VALUES (9, 140, 'a496c12a6ec9586d5b8001cffe465257835461beb5afdcaf4dbdb9e2c07d503a');
INSERT INTO public.audit_chain VALUES (2, 2, 'c0bb9b3065b9271fec7112085750dca23cfa3185a4d48417fa7c799a20fec8c7');
INSERT INTO public.audit_chain VALUES (13, 2, '8ba8ecb6e81e34243cf0a0eeae107d9f8ce7334d08be1e627f404f80f920029a');
INSERT INTO public.audit_chain VALUES (14, 1, '88d940944c49d9e078ab5e7aa79b1cdcc6bfd3f40b8df85420c7aabe42b2ddd8');
INSERT INTO public.audit_chain VALUES (7, 1, 'aac2a0e416e555d4b86a57b4b4ba7fdebdee7efae407d686dd2d5cfa6d8a5c96');
INSERT INTO public.audit_chain VALUES (10, 2, '28d6ff62b5d766f2f1cd45543ad56848ca28ae7bed73f792c73510b59dec72ae');
INSERT INTO public.audit_chain VALUES (5, 3, '1a38165c1af0fecb743d825ebfc627cddfc769b8380655970f98fb9457afd432');
INSERT INTO public.audit_chain VALUES (15, 4, 'a94baca01369403becd90238b8eec810d065f3e0784d75388992a6ff63cd24d9');
INSERT INTO public.audit_chain VALUES (1, 19, 'dcc9d8cc07d77a5c0d361b6e81462a835611ee7216f9abc5c76c2ee309874ea1');
INSERT INTO public.audit_chain VALUES (8, 3, 'd012b67e8f566ad4118b0cf2d8dfeaf68e85c00beeb2c7db7f2b5c201ac465f9');
INSERT INTO public.audit_chain VALUES (12, 8, '378edeb8878a1712e71d6cc0cfe9d64e0718e0b3c7ffedd1480c34cb26ff6909');
INSERT INTO public.audit_chain VALUES (3, 2, 'dd8167a89ff4b976a1b9e336acf1612b302636fda76738c6b7896134735bb7ca');
INSERT INTO public.audit_chain VALUES (4, 1, '6b71be23a0ca17c36da45cd1033b18da7ece5499cb9066d66a41bc36fade8079');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-757c-a6c4-e8bb3d58af68', 9, 1, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'Role', '01a23117-bb3a-733b-964f-8420f9fb6b89', NULL, '{"id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "key": "owner", "name": "Owner", "version": 1, "built_in": true, "created_at": "2026-12-01T10:12:48.570202Z", "updated_at": "2026-12-01T10:12:48.570202Z", "description": "Everything everywhere, and the only one who can make owners"}', '', '541d3b242e7f8cf9c364e4cdf001e46810e08ffbbc60239a76b6215557d530f4');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7581-9678-110ec040da85', 9, 2, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-733f-8a1c-5d9e69ebbb1f', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3MzNmOGExYzVkOWU2OWViYmIxZg", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "role.read"}', '', '88f6b115300bd0f06f8cf1934d46ab5505646d8ef07754df8b85adb87336de47');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7585-8a4d-4ef13a2348ba', 9, 3, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7343-9a1b-92ada3c2c3fd', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3MzQzOWExYjkyYWRhM2MyYzNmZA", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "role.edit"}', '', 'c1eac4abb50dbd9ffd40f168c16dbe8fd529ae51786f93161e7119726a75def0');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7589-9272-092bd4df921c', 9, 4, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7347-bed0-6f6b9d40280e', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3MzQ3YmVkMDZmNmI5ZDQwMjgwZQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "role.assign"}', '', 'b7f15deb5ce953d8d3cfe9208e59fc2007426309d558c5272e38c092e1c76678');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-758d-965d-ea535a0c8d39', 9, 5, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-734b-b675-4230186eb161', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3MzRiYjY3NTQyMzAxODZlYjE2MQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "staff.read"}', '', '3eb367fc5adc617239b21d73db0f8b1d93a0d118673aca3de5d0ecbf30b42368');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7591-808a-4f85daf9f0cd', 9, 6, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-734f-9ae9-78ba298f4bec', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3MzRmOWFlOTc4YmEyOThmNGJlYw", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "staff.invite"}', '', '3a8ec233e03807a464ac1ad03365598010b10ef0e9b8c612dc1635a6f1fcd48a');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7595-9e68-dbb72a0c01e3', 9, 7, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7353-a352-928b2047d557', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3MzUzYTM1MjkyOGIyMDQ3ZDU1Nw", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "staff.update"}', '', '3a22a86afafacd82cd5d3d39e5751cd97fd36b404b6601950d2a468421f3989e');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7599-83c2-1be78b464675', 9, 8, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7358-9602-2ce49b61c655', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3MzU4OTYwMjJjZTQ5YjYxYzY1NQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "staff.deactivate"}', '', '5ad9788b1f6f34f9ebc47885292aa2b9dd294de3091c4794ad29276f2ea44079');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-759d-a767-0237f3d785bb', 9, 9, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-735c-9686-c490dcb9b6fd', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3MzVjOTY4NmM0OTBkY2I5YjZmZA", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "session.end"}', '', '7a7dc4f617f16f903400a99df00d148846e6de7e04c475f89c5d1bc0ef8df398');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-75a1-8c99-6dc5b48ef423', 9, 10, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7360-a341-93016414c093', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3MzYwYTM0MTkzMDE2NDE0YzA5Mw", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "audit.read"}', '', '6deab6ab8fb6d4670093e1c7c34cf484b68f1aad03def207dd0d19716e6b2ff9');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-75a5-8dcb-8ea28a578d7e', 9, 11, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7364-ac70-be9796fc0a09', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3MzY0YWM3MGJlOTc5NmZjMGEwOQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "channel.read"}', '', '452d3a72f8fa8d96fa4a36cabeafd63466fe1ee4543e4c71aa569e88f9f919ad');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-75a9-a02b-34b7d57da230', 9, 12, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7368-92ab-f80a52304323', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3MzY4OTJhYmY4MGE1MjMwNDMyMw", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "channel.create"}', '', '62a06f53657d3c89379f1a92f802e6431b8610f36d7366016a4f23ed2c1d901f');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-75ae-821e-76567d0e36ea', 9, 13, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-736c-9c19-dc02362780f2', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3MzZjOWMxOWRjMDIzNjI3ODBmMg", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "channel.update"}', '', 'cf31f99f8fdd176f42ad5f04ca023d631347cb18e2128df4d1d9eb48fb615278');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-75b2-b839-c4ca49e9ccfb', 9, 14, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7370-a76f-4f81d96fe262', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3MzcwYTc2ZjRmODFkOTZmZTI2Mg", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "customer.read"}', '', '1512f13b3d6cb33ab6b35b0e1a78be595433204e7e662cb157cbefd2ae687165');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-75b6-a5af-64f5919d7498', 9, 15, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7374-83c4-c3780374b6af', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3Mzc0ODNjNGMzNzgwMzc0YjZhZg", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "customer.create"}', '', '3eb825d7089a01f26e2259504ea3aa2ac264209f3ef529bf21f709aab74356fa');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-75ba-b829-100645298cd5', 9, 16, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7378-a371-8da618b4e5f4', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3Mzc4YTM3MThkYTYxOGI0ZTVmNA", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "customer.update"}', '', '45a43fafe1c4dc0ba944fbc35088f5070f4ecd56c27ce57918753156dc499125');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-75be-b614-da8bdd3387f0', 9, 17, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-737c-a61f-331db14c4502', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3MzdjYTYxZjMzMWRiMTRjNDUwMg", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "product.browse"}', '', '446fad9a1a7f33ab4faf589cddadbf464ed46dc8a9489e06c99e19d3fc5550d5');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-75c2-96e8-c1314295dff4', 9, 18, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7381-ad9e-53b673ced254', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3MzgxYWQ5ZTUzYjY3M2NlZDI1NA", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "product.read"}', '', '108e632220a65c3e5bbffce2008fc7793554c836232e04333421b9035c45ed28');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-75c6-a9c8-a8f794e25e16', 9, 19, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7385-8147-fec261f58e81', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3Mzg1ODE0N2ZlYzI2MWY1OGU4MQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "product.create"}', '', 'fd550d6a42ca7e9af902c4fa5c1f238944fd811de39db8f2860a1dae61ecea22');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-75ca-98b0-c66ed8344b81', 9, 20, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7389-a38d-4146d5df3c38', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3Mzg5YTM4ZDQxNDZkNWRmM2MzOA", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "product.update"}', '', '0ac447c9bec1329d188da7e73cdbc67ed4d8682f0c9b652ccae0d01a3d153633');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-75ce-aa2c-c3cbcdffb2d5', 9, 21, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-738d-a566-1e129c05b47f', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3MzhkYTU2NjFlMTI5YzA1YjQ3Zg", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "product.publish"}', '', '648252e01d99061b22021f3aaaf6919e6b861f530e03dc90d3efd93a52a25b35');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-75d2-bb54-b33556eab22c', 9, 22, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7391-b3ab-531acb2e1c6e', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3MzkxYjNhYjUzMWFjYjJlMWM2ZQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "product.archive"}', '', '5f88adc78668795840adf28979628662c99194135c5d53c891c83d30494cb992');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-75d7-9dd1-b6151225bee4', 9, 23, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7395-9faf-e7ae83068f0a', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3Mzk1OWZhZmU3YWU4MzA2OGYwYQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "category.edit"}', '', '1ae00c973916039b407a1dc602f9ae3900678fcca4835596b50ce241f4824f15');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-75db-8915-5edbf4a1bc9f', 9, 24, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7399-88b8-180736da5162', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3Mzk5ODhiODE4MDczNmRhNTE2Mg", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "collection.edit"}', '', '752be0cea985512571686e94331f78af0daaba47522e2b0ab790a33fad3781e5');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-75df-b5d8-08ccacd5d97e', 9, 25, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-739d-889b-884fa1dbad7b', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3MzlkODg5Yjg4NGZhMWRiYWQ3Yg", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "product.import"}', '', '90174b5f565337ec0feda8367abe81549eb1c825088b2438f50751cb5c40e259');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-75e3-9a5a-9ebe7e1b1aab', 9, 26, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-73a1-8b96-7129006d61eb', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3M2ExOGI5NjcxMjkwMDZkNjFlYg", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "warehouse.read"}', '', 'ca6c70e2fe46b7f0b9a4a0d61dd12bc651ea16579b8a6186bb31cdc70aed5e33');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-75e7-b0db-2b93c4169bba', 9, 27, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-73a5-b2c2-f61caea59a35', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3M2E1YjJjMmY2MWNhZWE1OWEzNQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "warehouse.edit"}', '', 'a644f714c92568b33445a1d8edc77b619fec45390936f88d4ed451ad047749ca');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-75eb-9cc0-e4ebffb698d1', 9, 28, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-73a9-a622-5770d17ddd13', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3M2E5YTYyMjU3NzBkMTdkZGQxMw", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "stock.read"}', '', '78616f02a06f7ce03cecceb4d9d2ee032141598cfed7cac7d1eceb19e5163238');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-75ef-8b33-94801e667de7', 9, 29, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-73ae-8cfa-a946764efa31', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3M2FlOGNmYWE5NDY3NjRlZmEzMQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "stock.adjust"}', '', '6d1271e33be7fd85910f1b0940c697f18bcc25f73697ef9c39455876e4d34849');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-75f3-85e5-de98c8ed2ecd', 9, 30, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-73b2-961d-20a2c4dd0645', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3M2IyOTYxZDIwYTJjNGRkMDY0NQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "stock.reserve"}', '', 'aaef1ab6f01319ebfe6d26b3d43b6c3365b19d7a319c59536d3c3b7babf11afa');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-75f7-b55c-bc186676298a', 9, 31, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-73b6-bd59-14466c9688a1', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3M2I2YmQ1OTE0NDY2Yzk2ODhhMQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "order.read"}', '', 'a291bab5346591707696df1cc61c0d8b81022be0f3ef145c0ec4d848ce4017aa');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-75fb-b013-214a255712fe', 9, 32, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-73ba-a628-70e25cd36d23', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3M2JhYTYyODcwZTI1Y2QzNmQyMw", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "order.create"}', '', 'e831f41ead4dade84af540ffeae9535961ebec2eaf5e672d8cb3e2ff3b4a99ac');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7600-af17-18384738571c', 9, 33, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-73be-ac0e-7657699d34f1', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3M2JlYWMwZTc2NTc2OTlkMzRmMQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "order.place"}', '', '0f933719e24d8f29447511936dd7594deb9c578c154b9203d7052424364209d1');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7604-b61b-ec269dc1a0d6', 9, 34, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-73c2-9322-0e70eae7c4b2', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3M2MyOTMyMjBlNzBlYWU3YzRiMg", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "order.cancel"}', '', 'f86522ded0651c1b17b8113885966a05c82da7d2a7e11160d72c373f04c70d00');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7608-90e2-1aee00a8af8d', 9, 35, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-73c6-a8e4-fbedce152828', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3M2M2YThlNGZiZWRjZTE1MjgyOA", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "order.note"}', '', 'e67d894731405618404309dabc2631e88f59c3a88e171b5f094c54c8476b2885');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-760c-ac59-9f566f3d6efe', 9, 36, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-73ca-b017-15ca7a0ee7c6', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3M2NhYjAxNzE1Y2E3YTBlZTdjNg", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "task.work"}', '', '0f97e32631a590be85f144c6db2d09acbf5405f7ae12b62607852cf1065d5d7b');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7610-aef5-8773617976e7', 9, 37, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-73ce-9fc3-fc5cb6ea3a14', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3M2NlOWZjM2ZjNWNiNmVhM2ExNA", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "workflow.read"}', '', 'fa75b0d2582d697ab0b0f796c112414cbebcebf959f90eea5d14c71cb15b7033');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7614-bf00-da09575ff67c', 9, 38, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-73d2-841b-d5abddba6636', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3M2QyODQxYmQ1YWJkZGJhNjYzNg", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "workflow.design"}', '', 'a8af666c6a5b636248eb05a5451332b16b11de06623ccd6918c026b4567bd5d5');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7618-afd0-8b3ca32e202a', 9, 39, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-73d7-a900-27d63073e329', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3M2Q3YTkwMDI3ZDYzMDczZTMyOQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "workflow.publish"}', '', 'aed83f907637694ac30de5d5a6b8681a57192f15ee6de1d2e165576dd5a05e1d');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-761c-9c23-bc1ab53a3007', 9, 40, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-73db-af3a-b5356ea724f7', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3M2RiYWYzYWI1MzU2ZWE3MjRmNw", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "workflow.start"}', '', 'f1907bd58ef026e1ebb73de6d2d0c934a10d68db9d15c73ac497e807e7969c33');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7620-9570-138e4873f3b1', 9, 41, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-73df-848e-48c24ea75fb9', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3M2RmODQ4ZTQ4YzI0ZWE3NWZiOQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "workflow.cancel"}', '', '41bd7cb0f7fdb62460e686dd6d42690c746db8acf5b1186168008208346115d3');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7624-8f19-52929b407415', 9, 42, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-73e3-b619-09ec430bb5be', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3M2UzYjYxOTA5ZWM0MzBiYjViZQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "workflow": null, "condition": null, "permission": "workflow.supervise"}', '', 'd22ce69bf0dcada2530a3167f9fa2623a5998c9dbd80e9f02cd07aca92a1158a');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7628-bdb2-3f8935d9e8be', 9, 43, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'Role', '01a23117-bb3a-73e7-b806-c69de5d30d71', NULL, '{"id": "Um9sZTowMWEyMzExN2JiM2E3M2U3YjgwNmM2OWRlNWQzMGQ3MQ", "key": "administrator", "name": "Administrator", "version": 1, "built_in": true, "created_at": "2026-12-01T10:12:48.570202Z", "updated_at": "2026-12-01T10:12:48.570202Z", "description": "Runs the house: people, roles, channels and workflows"}', '', '31f0e05ed9fe8f0251221b037ca994c8e0b0f7f97549b58076f8873e7d000d52');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-762d-9b55-91254750535a', 9, 44, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-73eb-ae9b-465a30a459fc', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3M2ViYWU5YjQ2NWEzMGE0NTlmYw", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3M2U3YjgwNmM2OWRlNWQzMGQ3MQ", "workflow": null, "condition": null, "permission": "role.read"}', '', 'e302ddc9e2f7818ca4f2b3231bcfa3f3fb434d3c49f538e8cb689d5128efb080');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7631-838b-e05dc3044604', 9, 45, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-73ef-bf1f-e754a795f784', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3M2VmYmYxZmU3NTRhNzk1Zjc4NA", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3M2U3YjgwNmM2OWRlNWQzMGQ3MQ", "workflow": null, "condition": null, "permission": "role.edit"}', '', 'a3f08d5d11920bd0c9efe2cd290a58a481b0cd26b3790c812bdd8f0d19636fbc');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7635-a8c8-f30837d49cbd', 9, 46, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-73f3-a527-2fe079a16fff', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3M2YzYTUyNzJmZTA3OWExNmZmZg", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3M2U3YjgwNmM2OWRlNWQzMGQ3MQ", "workflow": null, "condition": null, "permission": "role.assign"}', '', '97e3c8c1acbbf2c0aa4d0bead99cb891fe20e0ddcea9633c33e4febc65308acc');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7639-a69d-4b777b37072e', 9, 47, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-73f7-b777-fc1775f8d02e', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3M2Y3Yjc3N2ZjMTc3NWY4ZDAyZQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3M2U3YjgwNmM2OWRlNWQzMGQ3MQ", "workflow": null, "condition": null, "permission": "staff.read"}', '', '3e435b98cea76dbc8e69cab6b045fe73439c0bbc159a3a4d9306d0e436a0a600');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-763d-a40d-81f552837cf3', 9, 48, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-73fb-a716-a079ca305b2d', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3M2ZiYTcxNmEwNzljYTMwNWIyZA", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3M2U3YjgwNmM2OWRlNWQzMGQ3MQ", "workflow": null, "condition": null, "permission": "staff.invite"}', '', 'f5ab78a701055b3b579fa1aacf696206bd3a580a2e999c29862002098ce5ef57');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7641-9e9c-9ebdda79eca2', 9, 49, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7400-8c88-3e24548b013c', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDAwOGM4ODNlMjQ1NDhiMDEzYw", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3M2U3YjgwNmM2OWRlNWQzMGQ3MQ", "workflow": null, "condition": null, "permission": "staff.update"}', '', 'b33124bfb216fa2d7fe94adf1c96187cd0bbdeae0f0c6f115f56c0cdc54648c3');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7645-9aff-977b9452e388', 9, 50, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7404-9723-b266e949d2bb', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDA0OTcyM2IyNjZlOTQ5ZDJiYg", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3M2U3YjgwNmM2OWRlNWQzMGQ3MQ", "workflow": null, "condition": null, "permission": "staff.deactivate"}', '', '7fa49f1aec2076be052abbc699e4b46fa6a5125ac641d73f0b6dd899d6ac65a3');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7649-8a1a-abc4a172fc0b', 9, 51, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7408-b410-e95a89f20c1c', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDA4YjQxMGU5NWE4OWYyMGMxYw", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3M2U3YjgwNmM2OWRlNWQzMGQ3MQ", "workflow": null, "condition": null, "permission": "session.end"}', '', 'ad2921430f1d41b31ef21bcfa6d49dde0017c2c5176a7a13534d02939d9c6f6b');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-764d-a60d-938821a5971c', 9, 52, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-740c-8ec0-8f1d11659742', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDBjOGVjMDhmMWQxMTY1OTc0Mg", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3M2U3YjgwNmM2OWRlNWQzMGQ3MQ", "workflow": null, "condition": null, "permission": "audit.read"}', '', '575aee3d490c94622f8a7f55eb79445bf6c3e62498088873b3e26518e5290ec3');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7651-a344-6a0a387ad78b', 9, 53, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7410-9530-55dd95d24399', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDEwOTUzMDU1ZGQ5NWQyNDM5OQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3M2U3YjgwNmM2OWRlNWQzMGQ3MQ", "workflow": null, "condition": null, "permission": "channel.read"}', '', '9053a1928c92e926f9c136b9002aaa53559284808407830494b399846bd5bf6c');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7656-b61c-eaf00ab5e3e5', 9, 54, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7414-90c2-c225d9661fc9', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDE0OTBjMmMyMjVkOTY2MWZjOQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3M2U3YjgwNmM2OWRlNWQzMGQ3MQ", "workflow": null, "condition": null, "permission": "channel.create"}', '', 'f8c824eb037bb3c0e9b214c3d780fa5e1dd0c9025249c6cbeca60834b290635b');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-765a-b275-542b61875330', 9, 55, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7418-88e0-9b33daf40f5f', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDE4ODhlMDliMzNkYWY0MGY1Zg", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3M2U3YjgwNmM2OWRlNWQzMGQ3MQ", "workflow": null, "condition": null, "permission": "channel.update"}', '', 'b8f4565d5da285b793ec8514e00dd9a49cb48158028260de2bf2291a0b81e360');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-765e-a542-2c2a4ce863e3', 9, 56, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-741c-a6e6-0372e90a8911', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDFjYTZlNjAzNzJlOTBhODkxMQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3M2U3YjgwNmM2OWRlNWQzMGQ3MQ", "workflow": null, "condition": null, "permission": "task.work"}', '', '37f2d42e2f7ab96eecc213f6d9834da84eca4e16f3c223a5df3a9f2b0f846e63');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7662-88ee-d27a953c8bc8', 9, 57, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7420-aef7-fb670045b097', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDIwYWVmN2ZiNjcwMDQ1YjA5Nw", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3M2U3YjgwNmM2OWRlNWQzMGQ3MQ", "workflow": null, "condition": null, "permission": "workflow.read"}', '', 'f8378d181e50ebcc15184dd417ad546501e6ae029e06e4d2d460264609931b8b');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7666-ab00-64e0dfcc3295', 9, 58, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7424-ac2e-c17716fe99ac', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDI0YWMyZWMxNzcxNmZlOTlhYw", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3M2U3YjgwNmM2OWRlNWQzMGQ3MQ", "workflow": null, "condition": null, "permission": "workflow.design"}', '', 'f45e75db8234c38fff207ee05af10c88ac23ce36a9493eb83998c7d994f2eaa0');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-766a-9c2c-8509f1a37e6e', 9, 59, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7428-ad32-3a54a2526642', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDI4YWQzMjNhNTRhMjUyNjY0Mg", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3M2U3YjgwNmM2OWRlNWQzMGQ3MQ", "workflow": null, "condition": null, "permission": "workflow.publish"}', '', '1da4e06948a15421fc3cd8753001e6ec9bc67cbc5c4592d02dde74dc6e9becf0');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-766e-b923-3168016d5f3b', 9, 60, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-742d-b134-58f058b3bd47', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDJkYjEzNDU4ZjA1OGIzYmQ0Nw", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3M2U3YjgwNmM2OWRlNWQzMGQ3MQ", "workflow": null, "condition": null, "permission": "workflow.start"}', '', 'a92644933cc32307c4002d986e4b33da08ade38245b7f58bb5ac06ae8f96295a');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7672-83f0-9deb6e9a8693', 9, 61, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7431-837b-7fa29daa66cb', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDMxODM3YjdmYTI5ZGFhNjZjYg", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3M2U3YjgwNmM2OWRlNWQzMGQ3MQ", "workflow": null, "condition": null, "permission": "workflow.cancel"}', '', 'd9b1ab6ffbfc85842976ca925d844360a6478253862a0309c02d5f931c5cafd4');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7676-827d-80051a67dfbc', 9, 62, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7435-b393-b1ca502fe917', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDM1YjM5M2IxY2E1MDJmZTkxNw", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3M2U3YjgwNmM2OWRlNWQzMGQ3MQ", "workflow": null, "condition": null, "permission": "workflow.supervise"}', '', '409f93043ac6a38bf6928359cb9a5b0cc724f794c83260009261ab42f39c5309');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-767a-99ba-648c127ffa99', 9, 63, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7439-b361-90fd0b874005', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDM5YjM2MTkwZmQwYjg3NDAwNQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3M2U3YjgwNmM2OWRlNWQzMGQ3MQ", "workflow": null, "condition": null, "permission": "warehouse.read"}', '', '92e6e64b5a631fca67e14bd72bc1ca3dcae16ca18b68b0dce859043b8ab22612');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-767e-95d5-bf7a7916b794', 9, 64, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-743d-bd12-38ccebe15ff4', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDNkYmQxMjM4Y2NlYmUxNWZmNA", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3M2U3YjgwNmM2OWRlNWQzMGQ3MQ", "workflow": null, "condition": null, "permission": "warehouse.edit"}', '', 'b731c3e0e343b59dc218290b409c92cc3679bfb12759858c402b3ffeb556a0e1');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7683-a3bb-b72656e93000', 9, 65, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7441-af21-a8e341aeb745', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDQxYWYyMWE4ZTM0MWFlYjc0NQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3M2U3YjgwNmM2OWRlNWQzMGQ3MQ", "workflow": null, "condition": null, "permission": "stock.read"}', '', 'daf1b15d647acae043929d43afd270e24d9e76c4dc5e322363fd0c4c4663545c');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7687-aeb2-b85991ade9ea', 9, 66, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7445-b6c4-35ba0ac538ae', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDQ1YjZjNDM1YmEwYWM1MzhhZQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3M2U3YjgwNmM2OWRlNWQzMGQ3MQ", "workflow": null, "condition": null, "permission": "order.read"}', '', 'f9cb40bce641007ff6f75ab99e9e3c635e62be7d497b155c8f9a7addad55b959');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-768b-8f78-6d3c8b7b93ce', 9, 67, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'Role', '01a23117-bb3a-7449-a8c6-80d6e3801f48', NULL, '{"id": "Um9sZTowMWEyMzExN2JiM2E3NDQ5YThjNjgwZDZlMzgwMWY0OA", "key": "catalog-manager", "name": "Catalog manager", "version": 1, "built_in": true, "created_at": "2026-12-01T10:12:48.570202Z", "updated_at": "2026-12-01T10:12:48.570202Z", "description": "Owns products, categories and collections"}', '', '4400eafc273639dc55e643e8a1d41fc99072b021fbdb5466448c2f97f4c74db0');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-768f-8862-2c12f0a8092f', 9, 68, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-744d-a7e3-a82196ccc3a8', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDRkYTdlM2E4MjE5NmNjYzNhOA", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NDQ5YThjNjgwZDZlMzgwMWY0OA", "workflow": null, "condition": null, "permission": "channel.read"}', '', '512434138ea7f08048d495b41eb82dab9fcf1c02e959b5fdb76f63ae01b7ae41');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7693-b584-d50294259514', 9, 69, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7451-be2c-03aa04941593', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDUxYmUyYzAzYWEwNDk0MTU5Mw", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NDQ5YThjNjgwZDZlMzgwMWY0OA", "workflow": null, "condition": null, "permission": "task.work"}', '', 'e9b74c656552915d5917c4ac0e5890625cfc23a7e8c3cffab3bcccd9258ecfce');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7697-98a4-0391ee3eeaf6', 9, 70, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7456-8731-ec8440b295d1', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDU2ODczMWVjODQ0MGIyOTVkMQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NDQ5YThjNjgwZDZlMzgwMWY0OA", "workflow": null, "condition": null, "permission": "product.browse"}', '', '0a0aa53e1195e016fb229611bbb32927cb5cba83f684cc172a2b4115876e71ba');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-769b-8468-03f853c76abf', 9, 71, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-745a-a2e8-b2aa07d52419', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDVhYTJlOGIyYWEwN2Q1MjQxOQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NDQ5YThjNjgwZDZlMzgwMWY0OA", "workflow": null, "condition": null, "permission": "product.read"}', '', '7b50ff6eb552c31556925c566e31ce0d9484e385835144e0e64c768e8833f9ca');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-769f-a898-3bdc93b18ec9', 9, 72, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-745e-8e80-c5e0b6f82213', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDVlOGU4MGM1ZTBiNmY4MjIxMw", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NDQ5YThjNjgwZDZlMzgwMWY0OA", "workflow": null, "condition": null, "permission": "product.create"}', '', 'dfde17cb4cad5130e0f0910a5b0178726a1e12007ebb93dcac6d403402a616c6');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-76a3-a9a6-073b05527cd8', 9, 73, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7462-b0d9-e385b22fdc10', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDYyYjBkOWUzODViMjJmZGMxMA", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NDQ5YThjNjgwZDZlMzgwMWY0OA", "workflow": null, "condition": null, "permission": "product.update"}', '', '1b192d29caef94cad867b2ab666c030d4e733ff7cf5631a349cbe32e74a49998');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-76a7-be6d-50ae305cfe09', 9, 74, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7466-a88d-0e7ae3666bcd', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDY2YTg4ZDBlN2FlMzY2NmJjZA", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NDQ5YThjNjgwZDZlMzgwMWY0OA", "workflow": null, "condition": null, "permission": "product.publish"}', '', '82d410afc3a2bc6f1326bcf2226d60020349eb2baa2507bec04d843b48b4b5a8');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-76ac-b02c-87d8bc312ab5', 9, 75, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-746a-ac4d-5b85f2064e48', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDZhYWM0ZDViODVmMjA2NGU0OA", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NDQ5YThjNjgwZDZlMzgwMWY0OA", "workflow": null, "condition": null, "permission": "product.archive"}', '', 'e991a729976878d047cf0a499baa0e8a1c3b91f9dfcfa7973c5545b4b6eb40d8');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-76b0-b2fd-c16f6ea8a069', 9, 76, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-746e-83cc-7d32df9b2130', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDZlODNjYzdkMzJkZjliMjEzMA", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NDQ5YThjNjgwZDZlMzgwMWY0OA", "workflow": null, "condition": null, "permission": "product.import"}', '', '37cffb80edf4fdce220bc92db90380870e290d03bca0a67bd7519cafcee1f2c7');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-76b4-98c9-6182d7945d29', 9, 77, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7472-bec2-a8b5c8aae46f', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDcyYmVjMmE4YjVjOGFhZTQ2Zg", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NDQ5YThjNjgwZDZlMzgwMWY0OA", "workflow": null, "condition": null, "permission": "category.edit"}', '', '6c04fd161f3bf4f354b2be314aedfec13195b8add6954142a10f0d5617392e06');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-76b8-a01f-ecdd5ce0341f', 9, 78, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7476-af5c-aba1734aa260', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDc2YWY1Y2FiYTE3MzRhYTI2MA", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NDQ5YThjNjgwZDZlMzgwMWY0OA", "workflow": null, "condition": null, "permission": "collection.edit"}', '', 'fabe1fd5ca89261c37580e6df16b1610e4f37826e6aa8f5cff42223c91c2c8e3');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-76bc-a36f-344b0de50d52', 9, 79, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-747a-b0e2-64907f99cf1d', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDdhYjBlMjY0OTA3Zjk5Y2YxZA", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NDQ5YThjNjgwZDZlMzgwMWY0OA", "workflow": null, "condition": null, "permission": "warehouse.read"}', '', '0b89f7d2e02bf01b6e99365a571b0618483409af19809336870ff49fb9e540cf');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-76c0-aeee-455e29999f8a', 9, 80, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-747e-842c-200577ad0e4b', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDdlODQyYzIwMDU3N2FkMGU0Yg", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NDQ5YThjNjgwZDZlMzgwMWY0OA", "workflow": null, "condition": null, "permission": "stock.read"}', '', '0aaaf11381ec187b200057f7b92f96b232901022f57fa1f02419021a62c6cb02');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-76c4-be26-128dadac15f6', 9, 81, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'Role', '01a23117-bb3a-7483-99f4-fec56fdad624', NULL, '{"id": "Um9sZTowMWEyMzExN2JiM2E3NDgzOTlmNGZlYzU2ZmRhZDYyNA", "key": "order-agent", "name": "Order agent", "version": 1, "built_in": true, "created_at": "2026-12-01T10:12:48.570202Z", "updated_at": "2026-12-01T10:12:48.570202Z", "description": "Takes and changes orders"}', '', '3c2e8b57742056ca829d052e7cb6347dab787ac8656cbc8c06b51db994537fd5');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-76c8-85dc-d9db74713a54', 9, 82, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7487-acdc-30e20b51553c', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDg3YWNkYzMwZTIwYjUxNTUzYw", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NDgzOTlmNGZlYzU2ZmRhZDYyNA", "workflow": null, "condition": null, "permission": "channel.read"}', '', 'f6f8cd83a56c9982208475b8437d8f379b4c009baee3d8ab7d2e98d791895944');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-76cc-97f8-9e009d77d164', 9, 83, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-748b-9663-0c9f9b057738', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDhiOTY2MzBjOWY5YjA1NzczOA", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NDgzOTlmNGZlYzU2ZmRhZDYyNA", "workflow": null, "condition": null, "permission": "task.work"}', '', 'ceef6fbe00550e04b22bdb24404cb4c87fd39e373208204b7ceac1895a84fb02');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-76d0-8b2a-2c894f08d68d', 9, 84, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-748f-a83d-f9684c34f5ab', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDhmYTgzZGY5Njg0YzM0ZjVhYg", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NDgzOTlmNGZlYzU2ZmRhZDYyNA", "workflow": null, "condition": null, "permission": "product.read"}', '', '745897f29ed41eb455fd696dba7e555fbf300a7fdec035d47be885ac0205cbc6');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-76d4-b13d-230eb55fb5c7', 9, 85, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7493-89c5-520ebff535d5', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDkzODljNTUyMGViZmY1MzVkNQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NDgzOTlmNGZlYzU2ZmRhZDYyNA", "workflow": null, "condition": null, "permission": "customer.read"}', '', '5139a1f720955c3ffa7daf422f5594686f713bbd038c0bc51424c353bcdf4ca8');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-76d9-b22a-caee93f1ce9b', 9, 86, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7497-8d42-3cb4e99c6e6a', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDk3OGQ0MjNjYjRlOTljNmU2YQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NDgzOTlmNGZlYzU2ZmRhZDYyNA", "workflow": null, "condition": null, "permission": "customer.create"}', '', '25bc86c76eb1fe305e9d9c9cdf9684493bada9505bda53564d8654ee7d9713e6');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-76dd-9925-4e1d24a44366', 9, 87, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-749b-9678-5fa57037bd94', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDliOTY3ODVmYTU3MDM3YmQ5NA", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NDgzOTlmNGZlYzU2ZmRhZDYyNA", "workflow": null, "condition": null, "permission": "customer.update"}', '', '3306b6d41b3e6901b8bd34193256b44bc08e8ecddb38b424a2f4fe55c4f3d0cb');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-76e1-a100-b5086058f2b7', 9, 88, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-749f-a7fa-749c9dea9fc4', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NDlmYTdmYTc0OWM5ZGVhOWZjNA", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NDgzOTlmNGZlYzU2ZmRhZDYyNA", "workflow": null, "condition": null, "permission": "warehouse.read"}', '', 'a24aea5d546422472424b8164479d2940b41ae28d774313c012152edc1716e34');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-76e5-9164-84640b7f105e', 9, 89, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-74a3-a60a-b04f06665038', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NGEzYTYwYWIwNGYwNjY2NTAzOA", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NDgzOTlmNGZlYzU2ZmRhZDYyNA", "workflow": null, "condition": null, "permission": "stock.read"}', '', '0866c91f8f9556624f17ea81721dbe703023e5298690b3b85564cebf47f62d08');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-76e9-9bc7-27c0829e0146', 9, 90, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-74a7-80a4-2d7bdb5e6258', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NGE3ODBhNDJkN2JkYjVlNjI1OA", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NDgzOTlmNGZlYzU2ZmRhZDYyNA", "workflow": null, "condition": null, "permission": "stock.reserve"}', '', 'e164178b89bf99f9f4977f3c7cffc5537e2516ac8f0ee6fe49609e4776a0c636');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-76ed-9b9c-c48ee59c8909', 9, 91, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-74ac-94cf-38053f0b65ad', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NGFjOTRjZjM4MDUzZjBiNjVhZA", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NDgzOTlmNGZlYzU2ZmRhZDYyNA", "workflow": null, "condition": null, "permission": "order.read"}', '', '16b04b99a9650c66c9d04329d8b4398464afc91113712d9541822d33ee868c57');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-76f1-bb82-b2ece0aa2a5b', 9, 92, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-74b0-be8d-4faf3504aeda', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NGIwYmU4ZDRmYWYzNTA0YWVkYQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NDgzOTlmNGZlYzU2ZmRhZDYyNA", "workflow": null, "condition": null, "permission": "order.create"}', '', 'f40b7415bdb955fb0184c0b747355a2456e3439b6157b7806d65a178790c0edd');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-76f5-8615-37e32bf4f4e4', 9, 93, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-74b4-8c52-3340df62532b', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NGI0OGM1MjMzNDBkZjYyNTMyYg", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NDgzOTlmNGZlYzU2ZmRhZDYyNA", "workflow": null, "condition": null, "permission": "order.cancel"}', '', 'e02c88256c1f1299ebf0d2a5e71e9958a3e5d5526e73dc7ddad56eed9b7dc2b4');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-76f9-987e-ca23ca3196cb', 9, 94, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-74b8-8c67-e91e2307326f', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NGI4OGM2N2U5MWUyMzA3MzI2Zg", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NDgzOTlmNGZlYzU2ZmRhZDYyNA", "workflow": null, "condition": null, "permission": "order.note"}', '', '48e1616e192d4a7ebc3fe24a61953a686ed18138503420fa489c44829e10c606');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-76fd-b1ff-1bf7b11d7dd7', 9, 95, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-74bc-bcba-f4a42cbb239d', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NGJjYmNiYWY0YTQyY2JiMjM5ZA", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NDgzOTlmNGZlYzU2ZmRhZDYyNA", "workflow": null, "condition": "amount <= 1000 EUR", "permission": "order.place"}', '', 'eef351abec4fa6883371a7a9bf970c6a3189518076db83269ef7f508f955a410');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7702-a7fc-6b0c6400bb87', 9, 96, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-74c0-a0d2-fff6a37eede3', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NGMwYTBkMmZmZjZhMzdlZWRlMw", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NDgzOTlmNGZlYzU2ZmRhZDYyNA", "workflow": null, "condition": "amount <= 1000 USD", "permission": "order.place"}', '', 'cb1703f75747dddb81403e89e16f7061f7d4e5f5e92e2cd128a1e78b48ead086');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7706-8bec-439e7f13f6fa', 9, 97, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-74c4-bdbe-911e35e67d11', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NGM0YmRiZTkxMWUzNWU2N2QxMQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NDgzOTlmNGZlYzU2ZmRhZDYyNA", "workflow": null, "condition": "amount <= 1000 GBP", "permission": "order.place"}', '', '564dfc0b09b3eabf2579b7ae91be16917c835a5407e28aa4c03c0d765eedd970');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-770a-9ccf-949dcc5d49a3', 9, 98, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-74c8-bde7-f0ed62a00038', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NGM4YmRlN2YwZWQ2MmEwMDAzOA", "effect": "APPROVE", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NDgzOTlmNGZlYzU2ZmRhZDYyNA", "workflow": "order-release", "condition": null, "permission": "order.place"}', '', '0c7f13d60e31fc95ebd553297d4bf1044d49f6c3ebbc831cceb49de0b0b0bca6');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-770e-8e06-14629ce73ccc', 9, 99, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'Role', '01a23117-bb3a-74cc-ab20-7acb0e41f7d5', NULL, '{"id": "Um9sZTowMWEyMzExN2JiM2E3NGNjYWIyMDdhY2IwZTQxZjdkNQ", "key": "warehouse-clerk", "name": "Warehouse clerk", "version": 1, "built_in": true, "created_at": "2026-12-01T10:12:48.570202Z", "updated_at": "2026-12-01T10:12:48.570202Z", "description": "Counts and moves stock"}', '', '3f924fe9e9ff2a82a1ca582175bb27cbd39bc8c561494a9dc5c0d2378e90eebe');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7712-bac4-5b5934a604af', 9, 100, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-74d0-9284-8612ca846632', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NGQwOTI4NDg2MTJjYTg0NjYzMg", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NGNjYWIyMDdhY2IwZTQxZjdkNQ", "workflow": null, "condition": null, "permission": "channel.read"}', '', '02eebe985ad0d0310e6d96a3c7ebea8d619e74fa2ae00ef9f228bfbafc2374d1');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7716-b070-f60a87d8bbee', 9, 101, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-74d4-8d5d-3a687cfa599f', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NGQ0OGQ1ZDNhNjg3Y2ZhNTk5Zg", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NGNjYWIyMDdhY2IwZTQxZjdkNQ", "workflow": null, "condition": null, "permission": "task.work"}', '', '37882c31492792f598785a62eba15d51495b35b09593c7cb0743a74c89e34f4b');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-771a-8f12-788faedc9fe6', 9, 102, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-74d9-9e72-f8ea8fa4c19e', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NGQ5OWU3MmY4ZWE4ZmE0YzE5ZQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NGNjYWIyMDdhY2IwZTQxZjdkNQ", "workflow": null, "condition": null, "permission": "product.read"}', '', 'f48bc32d3fca3c157da7b7df6c90d75369c5a82a4743756626e6f0e873d4241b');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-771e-987a-8b0663b60d98', 9, 103, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-74dd-91a5-7393970cd5ec', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NGRkOTFhNTczOTM5NzBjZDVlYw", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NGNjYWIyMDdhY2IwZTQxZjdkNQ", "workflow": null, "condition": null, "permission": "warehouse.read"}', '', 'ce70021452f3b9afc8f1d769ae745a9ca8ea72e9460832ef97a6a1865fc9512b');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7722-b23c-5176b58e2d58', 9, 104, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-74e1-a04b-b7241bf6ab2c', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NGUxYTA0YmI3MjQxYmY2YWIyYw", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NGNjYWIyMDdhY2IwZTQxZjdkNQ", "workflow": null, "condition": null, "permission": "stock.read"}', '', '933fd7cc7a38bbd4a8db27b80a34d3e10ad91cb2a24525a052e8e82998ceb208');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7726-a010-d92d28ec47ce', 9, 105, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-74e5-8334-e00a87fd7941', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NGU1ODMzNGUwMGE4N2ZkNzk0MQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NGNjYWIyMDdhY2IwZTQxZjdkNQ", "workflow": null, "condition": null, "permission": "stock.adjust"}', '', 'f829cfccde7b346891807c86331caba0d0eded050585b5b7dd3c17b41d7bc4b6');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-772b-8b69-a8b1549deb9a', 9, 106, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'Role', '01a23117-bb3a-74e9-adb7-4ded99bf201c', NULL, '{"id": "Um9sZTowMWEyMzExN2JiM2E3NGU5YWRiNzRkZWQ5OWJmMjAxYw", "key": "finance", "name": "Finance", "version": 1, "built_in": true, "created_at": "2026-12-01T10:12:48.570202Z", "updated_at": "2026-12-01T10:12:48.570202Z", "description": "Releases large orders and watches the money"}', '', '9a32ad1c6c1fe3bb47b74745563fecef16f507320239f430d9a3c34ff173515a');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-772f-b4bc-2c50139a9e40', 9, 107, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-74ed-8298-837c21193912', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NGVkODI5ODgzN2MyMTE5MzkxMg", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NGU5YWRiNzRkZWQ5OWJmMjAxYw", "workflow": null, "condition": null, "permission": "channel.read"}', '', '22bbf9d2fd0bbfbe629256366a12370567c0bbdc7f51800b6db9d56fd40fa7f7');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7733-ab04-9a56faf9723d', 9, 108, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-74f1-98b0-2439229dd1fb', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NGYxOThiMDI0MzkyMjlkZDFmYg", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NGU5YWRiNzRkZWQ5OWJmMjAxYw", "workflow": null, "condition": null, "permission": "task.work"}', '', '3b3f700813754e025fb73afecce5ada8dd487d61aa6fa50d3888c1f752d112a8');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7737-8650-d2191b7d8027', 9, 109, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-74f5-9ca0-a72d4c755d35', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NGY1OWNhMGE3MmQ0Yzc1NWQzNQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NGU5YWRiNzRkZWQ5OWJmMjAxYw", "workflow": null, "condition": null, "permission": "product.read"}', '', 'aecbf4a0e35499a8e12e2c92e6f015c7aef8888e377f53ce390e5f7b387de259');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-773b-bda6-a74d6e883674', 9, 110, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-74f9-aca7-9c126095077b', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NGY5YWNhNzljMTI2MDk1MDc3Yg", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NGU5YWRiNzRkZWQ5OWJmMjAxYw", "workflow": null, "condition": null, "permission": "customer.read"}', '', '06ec949680c7619b1bd6a9a238d134756aec98a6e8b510b212986693123155f4');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-773f-a859-51713d62a987', 9, 111, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-74fd-889b-ef383dbe1067', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NGZkODg5YmVmMzgzZGJlMTA2Nw", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NGU5YWRiNzRkZWQ5OWJmMjAxYw", "workflow": null, "condition": null, "permission": "order.read"}', '', 'ca3b02eacac4600d5aa0ac0bfe2c3800a3608cb1566d524db26cf3c289041544');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7743-8799-78b4286f359f', 9, 112, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7502-9fcc-8c57640b3bd4', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NTAyOWZjYzhjNTc2NDBiM2JkNA", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NGU5YWRiNzRkZWQ5OWJmMjAxYw", "workflow": null, "condition": null, "permission": "order.place"}', '', '526c9b0931e9901c110bbe3d5401194fe49ea9702fa16eab3e93ea226e4c7c53');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7747-82c4-f13c87ed4c1c', 9, 113, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7506-bed1-cfc8c785bbab', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NTA2YmVkMWNmYzhjNzg1YmJhYg", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NGU5YWRiNzRkZWQ5OWJmMjAxYw", "workflow": null, "condition": null, "permission": "order.note"}', '', '1cc8e5e58280a7596a3cdeb7fca9d9677ec017e10f7d432b139ec392ec1ed21c');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-774b-bc85-6deac8d94942', 9, 114, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'Role', '01a23117-bb3a-750a-abaa-ecc1796c2af9', NULL, '{"id": "Um9sZTowMWEyMzExN2JiM2E3NTBhYWJhYWVjYzE3OTZjMmFmOQ", "key": "content-editor", "name": "Content editor", "version": 1, "built_in": true, "created_at": "2026-12-01T10:12:48.570202Z", "updated_at": "2026-12-01T10:12:48.570202Z", "description": "Writes products and asks for their publication"}', '', '9967339a81c4a0fb7adef28cc5d6b8a720e31e8820b2bd60c897d1ae9607a860');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-774f-bc90-b8fc4ddd162f', 9, 115, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-750e-8c6c-a95e027ae80b', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NTBlOGM2Y2E5NWUwMjdhZTgwYg", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NTBhYWJhYWVjYzE3OTZjMmFmOQ", "workflow": null, "condition": null, "permission": "channel.read"}', '', '33cdd935333b5850992508fdc4d13ca5c386ad82a088a3d69e68133c10e6874a');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7753-afaf-925c41acde01', 9, 116, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7512-8103-108d30214b2a', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NTEyODEwMzEwOGQzMDIxNGIyYQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NTBhYWJhYWVjYzE3OTZjMmFmOQ", "workflow": null, "condition": null, "permission": "task.work"}', '', '4c40353e5bb90214a267bd054e49a91e8c518e4115e9dc7ec3cc026c5db903c7');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7758-bcd1-457aad6efd59', 9, 117, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7516-a3fd-061e7ae83705', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NTE2YTNmZDA2MWU3YWU4MzcwNQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NTBhYWJhYWVjYzE3OTZjMmFmOQ", "workflow": null, "condition": null, "permission": "product.read"}', '', '587e3dba27d3b9fed8b36c8b6269ad0f8ac731b214f33998a9a3c248da0e77a9');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-775c-aa35-b9af9daf0c66', 9, 118, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-751a-b2b3-d604a187678c', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NTFhYjJiM2Q2MDRhMTg3Njc4Yw", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NTBhYWJhYWVjYzE3OTZjMmFmOQ", "workflow": null, "condition": null, "permission": "product.create"}', '', 'e9583948b08a9485975e49564c930dc8b720d096808cc1578c56a1f60747574e');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7760-8210-612950697e22', 9, 119, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-751e-ad58-fd000ce5d204', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NTFlYWQ1OGZkMDAwY2U1ZDIwNA", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NTBhYWJhYWVjYzE3OTZjMmFmOQ", "workflow": null, "condition": null, "permission": "product.update"}', '', '7b7afb8e34bf42000f21290aaefcd277ecd845c96852ad0e05361640960a7189');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7764-ac66-cb612aa276de', 9, 120, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7522-b6ff-d2a96936d270', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NTIyYjZmZmQyYTk2OTM2ZDI3MA", "effect": "APPROVE", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NTBhYWJhYWVjYzE3OTZjMmFmOQ", "workflow": "product-publication", "condition": null, "permission": "product.publish"}', '', 'b44cee26c0806b3bc9d135c4f4ede895418c33929f46d6d2579704ce01b5b4f4');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7768-9078-418bd7db52c8', 9, 121, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'Role', '01a23117-bb3a-7526-a5cc-9312c69588f5', NULL, '{"id": "Um9sZTowMWEyMzExN2JiM2E3NTI2YTVjYzkzMTJjNjk1ODhmNQ", "key": "auditor", "name": "Auditor", "version": 1, "built_in": true, "created_at": "2026-12-01T10:12:48.570202Z", "updated_at": "2026-12-01T10:12:48.570202Z", "description": "Sees everything and changes nothing"}', '', 'e3123bc823b7415790019b9d58e4968cdedb1b44f68382db322574dcd0e199a6');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-776c-ba9d-bbb03fe48618', 9, 122, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-752b-bcd8-b1f99acdaa76', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NTJiYmNkOGIxZjk5YWNkYWE3Ng", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NTI2YTVjYzkzMTJjNjk1ODhmNQ", "workflow": null, "condition": null, "permission": "role.read"}', '', '1edea81d9ca6d55475d04367c4044dfc61251a5f92fcfa2b766baee425094761');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7770-8af1-8a309ca5f1a6', 9, 123, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-752f-901c-d00c29e33923', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NTJmOTAxY2QwMGMyOWUzMzkyMw", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NTI2YTVjYzkzMTJjNjk1ODhmNQ", "workflow": null, "condition": null, "permission": "staff.read"}', '', 'b88fc102db62f2924246484ca6977f44297fa71538ccb902b2ccba46de0a3ef1');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7774-be9b-6e848b326618', 9, 124, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7533-9c46-002d73583452', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NTMzOWM0NjAwMmQ3MzU4MzQ1Mg", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NTI2YTVjYzkzMTJjNjk1ODhmNQ", "workflow": null, "condition": null, "permission": "audit.read"}', '', 'd434777df41ff111a69cb907e5d57dc3b977902eea9a6a955bfbc329e92fdda2');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7778-8cb6-896c4dffb728', 9, 125, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7537-b058-71b9ca5f26f4', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NTM3YjA1ODcxYjljYTVmMjZmNA", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NTI2YTVjYzkzMTJjNjk1ODhmNQ", "workflow": null, "condition": null, "permission": "channel.read"}', '', 'efe2dcaea63fcdedc62055d5285f75f3b939ebb68798013cc85cb45cdc38dfe0');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-777c-9572-d6e527b8143e', 9, 126, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-753b-b5b9-cff59b69d01f', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NTNiYjViOWNmZjU5YjY5ZDAxZg", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NTI2YTVjYzkzMTJjNjk1ODhmNQ", "workflow": null, "condition": null, "permission": "product.read"}', '', 'ce9474b19de239eaa3af94a179f5cc3a018d013fdc8456d5741be958bb449db1');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7781-ae9f-001eeaf006c8', 9, 127, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-753f-8f1b-42ee303bc984', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NTNmOGYxYjQyZWUzMDNiYzk4NA", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NTI2YTVjYzkzMTJjNjk1ODhmNQ", "workflow": null, "condition": null, "permission": "customer.read"}', '', '16b9bcdca022019cca2c73a585b0046e3027349c1ce14319667fde254176cd31');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7785-b597-9ef41b5eb0c8', 9, 128, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7543-9700-214d13a8ce8c', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NTQzOTcwMDIxNGQxM2E4Y2U4Yw", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NTI2YTVjYzkzMTJjNjk1ODhmNQ", "workflow": null, "condition": null, "permission": "warehouse.read"}', '', '8b0e5d1145fb07d6217543abec4247592543d9bd93e61ab89cba6da55856b54c');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7789-9de4-35fa737e8d45', 9, 129, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7547-bb81-5da256b16fb9', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NTQ3YmI4MTVkYTI1NmIxNmZiOQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NTI2YTVjYzkzMTJjNjk1ODhmNQ", "workflow": null, "condition": null, "permission": "stock.read"}', '', '07af0bcc966b6f19a738f3a8afbfac304a7f7b11a94df50b7a3cfc75fd29ad15');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-778d-af97-12e64a1a2c51', 9, 130, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-754b-86aa-f57062cfa4d3', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NTRiODZhYWY1NzA2MmNmYTRkMw", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NTI2YTVjYzkzMTJjNjk1ODhmNQ", "workflow": null, "condition": null, "permission": "order.read"}', '', '9d73ab6df044ca25f5b25f6e647bbc184ac2b91203ffab0402942d29e95b1915');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7791-8150-24e770fc48fd', 9, 131, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-754f-8d12-689529bbcdfe', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NTRmOGQxMjY4OTUyOWJiY2RmZQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NTI2YTVjYzkzMTJjNjk1ODhmNQ", "workflow": null, "condition": null, "permission": "task.work"}', '', 'a618a8fd38e9f5ca2dd85b325f9b2d4c5cf31078a79ba1d498d399ea710bc3c3');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7795-b5d1-c75de6d14d3e', 9, 132, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7553-b4cf-1acedd0ae09b', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NTUzYjRjZjFhY2VkZDBhZTA5Yg", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NTI2YTVjYzkzMTJjNjk1ODhmNQ", "workflow": null, "condition": null, "permission": "workflow.read"}', '', '203f6944cc9412f0250217ed6980fb6aeb61f71de85e199b8dc585e8406304c8');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-7799-a9e3-9171500c4cda', 9, 133, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'Role', '01a23117-bb3a-7558-99d5-49819132be4e', NULL, '{"id": "Um9sZTowMWEyMzExN2JiM2E3NTU4OTlkNTQ5ODE5MTMyYmU0ZQ", "key": "storefront-visitor", "name": "Storefront visitor", "version": 1, "built_in": true, "created_at": "2026-12-01T10:12:48.570202Z", "updated_at": "2026-12-01T10:12:48.570202Z", "description": "Everybody who has not signed in"}', '', '579607eca965473215dddb084851f014a4fe863f001fe335fb5433061f905309');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-779d-8142-f6e0f129ac53', 9, 134, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-755c-9ade-6d3ba1b45dfc', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NTVjOWFkZTZkM2JhMWI0NWRmYw", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NTU4OTlkNTQ5ODE5MTMyYmU0ZQ", "workflow": null, "condition": null, "permission": "product.browse"}', '', '932ab89ab54e69aa01463560823c7c165670b8a03c9b440a6d80880263a060d0');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-77a1-9ae7-818a3e5524a0', 9, 135, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'Role', '01a23117-bb3a-7560-9d43-a472af93c389', NULL, '{"id": "Um9sZTowMWEyMzExN2JiM2E3NTYwOWQ0M2E0NzJhZjkzYzM4OQ", "key": "customer", "name": "Customer", "version": 1, "built_in": true, "created_at": "2026-12-01T10:12:48.570202Z", "updated_at": "2026-12-01T10:12:48.570202Z", "description": "Somebody who buys"}', '', 'f2e7189f2e61bcbfd74bb55553fb0e943802944a69dcc0903a0e597796468df9');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-77a5-a417-0744c4746d72', 9, 136, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'PolicyLine', '01a23117-bb3a-7564-b623-859afc9d1bc4', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JiM2E3NTY0YjYyMzg1OWFmYzlkMWJjNA", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NTYwOWQ0M2E0NzJhZjkzYzM4OQ", "workflow": null, "condition": null, "permission": "product.browse"}', '', '8db22958b1ed70d6099607476b6834e297a8ab44782f9a636d6961f2d4c99fad');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-77a9-8fc0-9cb69b91dc2f', 9, 137, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'WorkflowDefinition', '01a23117-bb3a-7568-9c7c-3110424925b7', NULL, '{"id": "V29ya2Zsb3dEZWZpbml0aW9uOjAxYTIzMTE3YmIzYTc1Njg5YzdjMzExMDQyNDkyNWI3", "key": "product-publication", "name": "Product publication", "entity": "Product", "version": 1, "built_in": true, "created_at": "2026-12-01T10:12:48.570202Z", "updated_at": "2026-12-01T10:12:48.570202Z"}', '', '1d01b1bbad7f6f6401e53c20340a5e7ab16980017d05bd2a5a6c76483f94e04d');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-77ae-baac-fa47c0639bf4', 9, 138, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'WorkflowDefinitionVersion', '01a23117-bb3a-756c-ace1-41b27d058679', NULL, '{"id": "V29ya2Zsb3dEZWZpbml0aW9uVmVyc2lvbjowMWEyMzExN2JiM2E3NTZjYWNlMTQxYjI3ZDA1ODY3OQ", "number": 1, "source": {"key": "product-publication", "name": "Product publication", "flows": [{"id": "begin", "to": "approve", "from": "start"}, {"id": "yes", "to": "publish", "from": "approve", "outcome": "approve"}, {"id": "no", "to": "discard", "from": "approve", "outcome": "reject"}, {"id": "published", "to": "approved", "from": "publish"}, {"id": "discarded", "to": "rejected", "from": "discard"}], "lanes": [{"id": "catalog", "name": "Catalog", "roles": ["catalog-manager"]}], "nodes": [{"id": "start", "kind": "start"}, {"id": "approve", "kind": "userTask", "lane": "catalog", "name": "Approve the publication", "title": "''Publish '' + entityLabel", "assign": {"excludeActorsOf": ["$initiator"]}, "outcomes": ["approve", "reject"], "milestone": "in review", "instructions": "Look at the product as customers will see it: name, description, pictures, prices. Approve to run the change exactly as it was requested; reject to drop it, and say why in the comment."}, {"id": "publish", "in": {"name": "command.name", "input": "command.input"}, "kind": "action", "name": "Run the requested change", "action": "command.run"}, {"id": "discard", "in": {"name": "command.name", "comment": "has(approve.comment) ? approve.comment : null"}, "kind": "action", "name": "Drop the requested change", "action": "command.discard"}, {"id": "approved", "kind": "end", "outcome": "approved"}, {"id": "rejected", "kind": "end", "outcome": "rejected"}], "entity": "Product", "schema": "wf/1", "context": {"type": "object", "required": ["command", "entityLabel"], "properties": {"command": {"type": "object", "required": ["name", "summary", "input"], "properties": {"name": {"type": "string"}, "input": {"type": "object"}, "summary": {"type": "string"}}}, "currency": {"type": "string"}, "amountMinor": {"type": "integer"}, "entityLabel": {"type": "string"}}}}, "status": "PUBLISHED", "version": 1, "created_at": "2026-12-01T10:12:48.570202Z", "source_hash": "e2144de39ac4a32c0d81f6be0c4ad1b79572f092e9051a313908469786888f0e", "published_at": "2026-12-01T10:12:48.570202Z", "published_by": null, "definition_id": "V29ya2Zsb3dEZWZpbml0aW9uOjAxYTIzMTE3YmIzYTc1Njg5YzdjMzExMDQyNDkyNWI3"}', '', '07b7cddc04d2c49ba18319b645c3337a20648ee174a119db768c166a8f66fa9e');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-77b2-b31a-8c2274147142', 9, 139, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'WorkflowDefinition', '01a23117-bb3a-7570-a599-910547405ef9', NULL, '{"id": "V29ya2Zsb3dEZWZpbml0aW9uOjAxYTIzMTE3YmIzYTc1NzBhNTk5OTEwNTQ3NDA1ZWY5", "key": "order-release", "name": "Order release", "entity": "Order", "version": 1, "built_in": true, "created_at": "2026-12-01T10:12:48.570202Z", "updated_at": "2026-12-01T10:12:48.570202Z"}', '', 'bb11b84aedb4ba61980611a409da8b12c0f11b1302407be281a49e50a27a2da5');
INSERT INTO public.audit_entry VALUES ('01a23117-bb3a-77b6-b122-cd9fc21d73d8', 9, 140, 1796119968570202, 'system:seed', NULL, '[]', '', 'seed', 'WorkflowDefinitionVersion', '01a23117-bb3a-7574-ba9b-f9ad85848df5', NULL, '{"id": "V29ya2Zsb3dEZWZpbml0aW9uVmVyc2lvbjowMWEyMzExN2JiM2E3NTc0YmE5YmY5YWQ4NTg0OGRmNQ", "number": 1, "source": {"key": "order-release", "name": "Order release", "flows": [{"id": "begin", "to": "release", "from": "start"}, {"id": "yes", "to": "run", "from": "release", "outcome": "release"}, {"id": "no", "to": "discard", "from": "release", "outcome": "refuse"}, {"id": "done", "to": "released", "from": "run"}, {"id": "discarded", "to": "refused", "from": "discard"}], "lanes": [{"id": "finance", "name": "Finance", "roles": ["finance"]}], "nodes": [{"id": "start", "kind": "start"}, {"id": "release", "kind": "userTask", "lane": "finance", "name": "Release the order", "title": "''Release '' + entityLabel", "assign": {"excludeActorsOf": ["$initiator"]}, "outcomes": ["release", "refuse"], "milestone": "in review", "instructions": "Check the customer, the amount and why the order was held. Release to run the change exactly as it was requested; refuse to drop it, and say why in the comment."}, {"id": "run", "in": {"name": "command.name", "input": "command.input"}, "kind": "action", "name": "Run the requested change", "action": "command.run"}, {"id": "discard", "in": {"name": "command.name", "comment": "has(release.comment) ? release.comment : null"}, "kind": "action", "name": "Drop the requested change", "action": "command.discard"}, {"id": "released", "kind": "end", "outcome": "released"}, {"id": "refused", "kind": "end", "outcome": "refused"}], "entity": "Order", "schema": "wf/1", "context": {"type": "object", "required": ["command", "entityLabel"], "properties": {"command": {"type": "object", "required": ["name", "summary", "input"], "properties": {"name": {"type": "string"}, "input": {"type": "object"}, "summary": {"type": "string"}}}, "currency": {"type": "string"}, "amountMinor": {"type": "integer"}, "entityLabel": {"type": "string"}}}}, "status": "PUBLISHED", "version": 1, "created_at": "2026-12-01T10:12:48.570202Z", "source_hash": "dd4e84baea4cb8ac9ca13d9421c94f96dd9519d5cdabb2369668c8d4937ecd86", "published_at": "2026-12-01T10:12:48.570202Z", "published_by": null, "definition_id": "V29ya2Zsb3dEZWZpbml0aW9uOjAxYTIzMTE3YmIzYTc1NzBhNTk5OTEwNTQ3NDA1ZWY5"}', '', 'a496c12a6ec9586d5b8001cffe465257835461beb5afdcaf4dbdb9e2c07d503a');
INSERT INTO public.audit_entry VALUES ('01a23117-bba9-799d-9b6d-ceb1462858c6', 12, 1, 1796119968681597, 'system:cli', NULL, '[]', '', 'user.create', 'StaffMember', '01a23117-bba9-798d-8863-d6884cd54f5c', NULL, '{"id": "U3RhZmZNZW1iZXI6MDFhMjMxMTdiYmE5Nzk4ZDg4NjNkNjg4NGNkNTRmNWM", "name": "Owner", "email": "owner@regie.test", "status": "ACTIVE", "version": 1, "created_at": "2026-12-01T10:12:48.681597Z", "updated_at": "2026-12-01T10:12:48.681597Z", "name_folded": "owner", "last_login_at": null}', '', '19afbd1b6102c92557f3812164cb2debe1bab3be7d2458005ee796319382eafc');
INSERT INTO public.audit_entry VALUES ('01a23117-bba9-79a1-b6c2-056a342917eb', 12, 2, 1796119968681597, 'system:cli', NULL, '[]', '', 'user.create', 'RoleAssignment', '01a23117-bba9-7991-878c-7d4f94011930', NULL, '{"id": "Um9sZUFzc2lnbm1lbnQ6MDFhMjMxMTdiYmE5Nzk5MTg3OGM3ZDRmOTQwMTE5MzA", "domain": "d:*", "role_id": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "staff_id": "U3RhZmZNZW1iZXI6MDFhMjMxMTdiYmE5Nzk4ZDg4NjNkNjg4NGNkNTRmNWM", "created_at": "2026-12-01T10:12:48.681597Z", "created_by": null}', '', '2d2c9e78695ecddafba7f522d6b232b50df6f178d41fc11945de91f5057ac5b2');
INSERT INTO public.audit_entry VALUES ('01a23117-bc11-7568-afb4-ae65c30e2af3', 2, 1, 1796119968785334, 'system:cli', NULL, '[]', '', 'user.create', 'StaffMember', '01a23117-bc11-7558-9163-fac23b3ab1b2', NULL, '{"id": "U3RhZmZNZW1iZXI6MDFhMjMxMTdiYzExNzU1ODkxNjNmYWMyM2IzYWIxYjI", "name": "Manager", "email": "manager@regie.test", "status": "ACTIVE", "version": 1, "created_at": "2026-12-01T10:12:48.785334Z", "updated_at": "2026-12-01T10:12:48.785334Z", "name_folded": "manager", "last_login_at": null}', '', '0b86d037d1a875daebc2e26da9d7c4e93978a7ce2f2eff202cf301ab81c70db1');
INSERT INTO public.audit_entry VALUES ('01a23117-bc11-756c-bb38-d76f6fb24d06', 2, 2, 1796119968785334, 'system:cli', NULL, '[]', '', 'user.create', 'RoleAssignment', '01a23117-bc11-755c-998e-9f269286bf56', NULL, '{"id": "Um9sZUFzc2lnbm1lbnQ6MDFhMjMxMTdiYzExNzU1Yzk5OGU5ZjI2OTI4NmJmNTY", "domain": "d:*", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NDQ5YThjNjgwZDZlMzgwMWY0OA", "staff_id": "U3RhZmZNZW1iZXI6MDFhMjMxMTdiYzExNzU1ODkxNjNmYWMyM2IzYWIxYjI", "created_at": "2026-12-01T10:12:48.785334Z", "created_by": null}', '', 'c0bb9b3065b9271fec7112085750dca23cfa3185a4d48417fa7c799a20fec8c7');
INSERT INTO public.audit_entry VALUES ('01a23117-bc82-7db2-8390-d8447c247a1f', 1, 1, 1796119968898852, 'system:cli', NULL, '[]', '', 'user.create', 'StaffMember', '01a23117-bc82-7da1-bfe5-4682f9ab0b61', NULL, '{"id": "U3RhZmZNZW1iZXI6MDFhMjMxMTdiYzgyN2RhMWJmZTU0NjgyZjlhYjBiNjE", "name": "Finance", "email": "finance@regie.test", "status": "ACTIVE", "version": 1, "created_at": "2026-12-01T10:12:48.898852Z", "updated_at": "2026-12-01T10:12:48.898852Z", "name_folded": "finance", "last_login_at": null}', '', '44072aa896b051bbfedcc929365a2a6370e2a1bd39d21c45844fe729e3946070');
INSERT INTO public.audit_entry VALUES ('01a23117-bc82-7db6-b3c4-a6a823c6c6b7', 1, 2, 1796119968898852, 'system:cli', NULL, '[]', '', 'user.create', 'RoleAssignment', '01a23117-bc82-7da5-be3b-d849fec5f27a', NULL, '{"id": "Um9sZUFzc2lnbm1lbnQ6MDFhMjMxMTdiYzgyN2RhNWJlM2JkODQ5ZmVjNWYyN2E", "domain": "d:*", "role_id": "Um9sZTowMWEyMzExN2JiM2E3NGU5YWRiNzRkZWQ5OWJmMjAxYw", "staff_id": "U3RhZmZNZW1iZXI6MDFhMjMxMTdiYzgyN2RhMWJmZTU0NjgyZjlhYjBiNjE", "created_at": "2026-12-01T10:12:48.898852Z", "created_by": null}', '', 'cbad457a2c2d46d8f73e5506413f6f2c426075dd404810f25afc7046ff888881');
INSERT INTO public.audit_entry VALUES ('01a23117-bcec-7be3-88fd-1e309abd9d77', 13, 1, 1796119969004739, 'system:cli', NULL, '[]', '', 'user.create', 'StaffMember', '01a23117-bcec-7bd2-a7f2-df3a6dde85ad', NULL, '{"id": "U3RhZmZNZW1iZXI6MDFhMjMxMTdiY2VjN2JkMmE3ZjJkZjNhNmRkZTg1YWQ", "name": "Admin", "email": "admin@regie.test", "status": "ACTIVE", "version": 1, "created_at": "2026-12-01T10:12:49.004739Z", "updated_at": "2026-12-01T10:12:49.004739Z", "name_folded": "admin", "last_login_at": null}', '', '54c0be1a51f7b0bfc1a04fe48b877f159f9a31327cbdfa0404a89ac1fa38549e');
INSERT INTO public.audit_entry VALUES ('01a23117-bcec-7be7-8558-e37022de8b36', 13, 2, 1796119969004739, 'system:cli', NULL, '[]', '', 'user.create', 'RoleAssignment', '01a23117-bcec-7bd7-a125-60ee31635f8e', NULL, '{"id": "Um9sZUFzc2lnbm1lbnQ6MDFhMjMxMTdiY2VjN2JkN2ExMjU2MGVlMzE2MzVmOGU", "domain": "d:*", "role_id": "Um9sZTowMWEyMzExN2JiM2E3M2U3YjgwNmM2OWRlNWQzMGQ3MQ", "staff_id": "U3RhZmZNZW1iZXI6MDFhMjMxMTdiY2VjN2JkMmE3ZjJkZjNhNmRkZTg1YWQ", "created_at": "2026-12-01T10:12:49.004739Z", "created_by": null}', '', '8ba8ecb6e81e34243cf0a0eeae107d9f8ce7334d08be1e627f404f80f920029a');
INSERT INTO public.audit_entry VALUES ('01a23117-bdfa-7d64-b1e9-149d9519ad84', 14, 1, 1796119969274836, 'staff:01a23117bba9798d8863d6884cd54f5c', '01a23117-bba9-798d-8863-d6884cd54f5c', '[]', '', 'sessionCreate', 'Session', '01a23117-bdfa-7d60-9d59-732001e24b1e', NULL, '{"id": "U2Vzc2lvbjowMWEyMzExN2JkZmE3ZDYwOWQ1OTczMjAwMWUyNGIxZQ", "staff_id": "U3RhZmZNZW1iZXI6MDFhMjMxMTdiYmE5Nzk4ZDg4NjNkNjg4NGNkNTRmNWM", "created_at": "2026-12-01T10:12:49.274836Z", "expires_at": "2026-12-01T22:12:49.274836Z", "user_agent": "Python-urllib/3.11", "last_seen_at": "2026-12-01T10:12:49.274836Z", "absolute_expires_at": "2026-12-15T10:12:49.274836Z"}', '8722ecbeae0520a5', '88d940944c49d9e078ab5e7aa79b1cdcc6bfd3f40b8df85420c7aabe42b2ddd8');
INSERT INTO public.audit_entry VALUES ('01a23117-be01-77ca-9f9c-c9f2a63d8790', 1, 3, 1796119969281478, 'staff:01a23117bba9798d8863d6884cd54f5c', '01a23117-bba9-798d-8863-d6884cd54f5c', '[]', 'role.edit', 'roleCreate', 'Role', '01a23117-be01-77a5-bec7-9e7018db15b1', NULL, '{"id": "Um9sZTowMWEyMzExN2JlMDE3N2E1YmVjNzllNzAxOGRiMTViMQ", "key": "asker", "name": "Asker", "version": 1, "built_in": false, "created_at": "2026-12-01T10:12:49.281478Z", "updated_at": "2026-12-01T10:12:49.281478Z", "description": ""}', 'd5489b240d1d834e', '1b5c467346c2f9b036952b5dd980c9e1e0a50d1d66c1a6ddbe03f057fc610010');
INSERT INTO public.audit_entry VALUES ('01a23117-be01-77ce-9f9e-d880c3387d5d', 1, 4, 1796119969281478, 'staff:01a23117bba9798d8863d6884cd54f5c', '01a23117-bba9-798d-8863-d6884cd54f5c', '[]', 'role.edit', 'roleCreate', 'PolicyLine', '01a23117-be01-77a9-a6b4-10a8f8d6713c', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JlMDE3N2E5YTZiNDEwYThmOGQ2NzEzYw", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JlMDE3N2E1YmVjNzllNzAxOGRiMTViMQ", "workflow": null, "condition": null, "permission": "product.read"}', 'd5489b240d1d834e', '80851f2020eab663b676e05bb56e7347cd7dfb0545e43e787efeb21d26fce60e');
INSERT INTO public.audit_entry VALUES ('01a23117-be01-77d2-a8bd-5f54437172c0', 1, 5, 1796119969281478, 'staff:01a23117bba9798d8863d6884cd54f5c', '01a23117-bba9-798d-8863-d6884cd54f5c', '[]', 'role.edit', 'roleCreate', 'PolicyLine', '01a23117-be01-77ae-b0ec-d734d76f9349', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JlMDE3N2FlYjBlY2Q3MzRkNzZmOTM0OQ", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JlMDE3N2E1YmVjNzllNzAxOGRiMTViMQ", "workflow": null, "condition": null, "permission": "customer.read"}', 'd5489b240d1d834e', '80fb84db166256ca64ba4d1ca85bbe4d50cbfd7ac473600ed4c9b3647522c9b9');
INSERT INTO public.audit_entry VALUES ('01a23117-be01-77d7-9522-0729143fd7ca', 1, 6, 1796119969281478, 'staff:01a23117bba9798d8863d6884cd54f5c', '01a23117-bba9-798d-8863-d6884cd54f5c', '[]', 'role.edit', 'roleCreate', 'PolicyLine', '01a23117-be01-77b2-9bb3-7aafb37ad4f8', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JlMDE3N2IyOWJiMzdhYWZiMzdhZDRmOA", "effect": "ALLOW", "role_id": "Um9sZTowMWEyMzExN2JlMDE3N2E1YmVjNzllNzAxOGRiMTViMQ", "workflow": null, "condition": null, "permission": "channel.read"}', 'd5489b240d1d834e', '1c5ed74ef0eb6f9f1f719bc2c06bd98f5d0fc1d27cf098363d94f9d5ea42f0f7');
INSERT INTO public.audit_entry VALUES ('01a23117-be01-77db-93d1-36f58b3da57c', 1, 7, 1796119969281478, 'staff:01a23117bba9798d8863d6884cd54f5c', '01a23117-bba9-798d-8863-d6884cd54f5c', '[]', 'role.edit', 'roleCreate', 'PolicyLine', '01a23117-be01-77b6-bb22-7d4de9e5f694', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JlMDE3N2I2YmIyMjdkNGRlOWU1ZjY5NA", "effect": "APPROVE", "role_id": "Um9sZTowMWEyMzExN2JlMDE3N2E1YmVjNzllNzAxOGRiMTViMQ", "workflow": "product-publication", "condition": null, "permission": "product.publish"}', 'd5489b240d1d834e', '727c0f1140221c5b534545a19f4a3861a4bb6949209bb68d8bf435c803135566');
INSERT INTO public.audit_entry VALUES ('01a23117-be01-77df-8ca8-24cd6ae802aa', 1, 8, 1796119969281478, 'staff:01a23117bba9798d8863d6884cd54f5c', '01a23117-bba9-798d-8863-d6884cd54f5c', '[]', 'role.edit', 'roleCreate', 'PolicyLine', '01a23117-be01-77ba-a23c-37ca8b6474dd', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JlMDE3N2JhYTIzYzM3Y2E4YjY0NzRkZA", "effect": "APPROVE", "role_id": "Um9sZTowMWEyMzExN2JlMDE3N2E1YmVjNzllNzAxOGRiMTViMQ", "workflow": "order-release", "condition": null, "permission": "customer.update"}', 'd5489b240d1d834e', '74a072618e1f20e0073d05fec8b1579d2069542f62894723494183de7969f1ff');
INSERT INTO public.audit_entry VALUES ('01a23117-be01-77e3-b3d8-8c303208b960', 1, 9, 1796119969281478, 'staff:01a23117bba9798d8863d6884cd54f5c', '01a23117-bba9-798d-8863-d6884cd54f5c', '[]', 'role.edit', 'roleCreate', 'PolicyLine', '01a23117-be01-77be-8ad5-58b53978062c', NULL, '{"id": "UG9saWN5TGluZTowMWEyMzExN2JlMDE3N2JlOGFkNTU4YjUzOTc4MDYyYw", "effect": "APPROVE", "role_id": "Um9sZTowMWEyMzExN2JlMDE3N2E1YmVjNzllNzAxOGRiMTViMQ", "workflow": "order-release", "condition": null, "permission": "customer.create"}', 'd5489b240d1d834e', '918558f33d9f4e796af62fd8901a5204bfa2cec5e4ca42b87eff542c13751fd9');
INSERT INTO public.audit_entry VALUES ('01a23117-be61-791a-b840-03475ad3801c', 5, 1, 1796119969377565, 'system:cli', NULL, '[]', '', 'user.create', 'StaffMember', '01a23117-be61-790a-b6ee-82bfadc1c8f5', NULL, '{"id": "U3RhZmZNZW1iZXI6MDFhMjMxMTdiZTYxNzkwYWI2ZWU4MmJmYWRjMWM4ZjU", "name": "Asker", "email": "asker@regie.test", "status": "ACTIVE", "version": 1, "created_at": "2026-12-01T10:12:49.377565Z", "updated_at": "2026-12-01T10:12:49.377565Z", "name_folded": "asker", "last_login_at": null}', '', 'ca2c0efae3c3dd6f45fadfa919cba34b67036a666b9da477aed84b4a60d9742c');
INSERT INTO public.audit_entry VALUES ('01a23117-be61-791e-af4c-518fda43fadb', 5, 2, 1796119969377565, 'system:cli', NULL, '[]', '', 'user.create', 'RoleAssignment', '01a23117-be61-790e-93f3-6db841f3f892', NULL, '{"id": "Um9sZUFzc2lnbm1lbnQ6MDFhMjMxMTdiZTYxNzkwZTkzZjM2ZGI4NDFmM2Y4OTI", "domain": "d:*", "role_id": "Um9sZTowMWEyMzExN2JlMDE3N2E1YmVjNzllNzAxOGRiMTViMQ", "staff_id": "U3RhZmZNZW1iZXI6MDFhMjMxMTdiZTYxNzkwYWI2ZWU4MmJmYWRjMWM4ZjU", "created_at": "2026-12-01T10:12:49.377565Z", "created_by": null}', '', '635be653b93ddc16ee1f6cc4d1629fdba74bf50d15ce6c112a90c85cdb9c7a36');
INSERT INTO public.audit_entry VALUES ('01a23117-bea0-77db-be5e-425b38839438', 3, 1, 1796119969440490, 'staff:01a23117be61790ab6ee82bfadc1c8f5', '01a23117-be61-790a-b6ee-82bfadc1c8f5', '[]', '', 'sessionCreate', 'Session', '01a23117-bea0-77d7-a8ab-1df7d9fdb323', NULL, '{"id": "U2Vzc2lvbjowMWEyMzExN2JlYTA3N2Q3YThhYjFkZjdkOWZkYjMyMw", "staff_id": "U3RhZmZNZW1iZXI6MDFhMjMxMTdiZTYxNzkwYWI2ZWU4MmJmYWRjMWM4ZjU", "created_at": "2026-12-01T10:12:49.440490Z", "expires_at": "2026-12-01T22:12:49.440490Z", "user_agent": "Python-urllib/3.11", "last_seen_at": "2026-12-01T10:12:49.440490Z", "absolute_expires_at": "2026-12-15T10:12:49.440490Z"}', '93b9f0c3a7de7d01', '1439cab5b60b71e4b4c79e11a4263893b85968acf2821256f49b0a71e4127b8b');
INSERT INTO public.audit_entry VALUES ('01a23117-c4ae-731a-b11c-aa430f857391', 15, 1, 1796119970990190, 'staff:01a23117be61790ab6ee82bfadc1c8f5', '01a23117-be61-790a-b6ee-82bfadc1c8f5', '[]', 'product.publish', 'productPublish', 'WorkflowInstance', '01a23117-c4ae-730a-98fc-141da9a1768f', NULL, '{"id": "V29ya2Zsb3dJbnN0YW5jZTowMWEyMzExN2M0YWU3MzBhOThmYzE0MWRhOWExNzY4Zg", "domain": "d:*", "entity": "Product", "status": "RUNNING", "outcome": null, "ended_at": null, "entity_id": "01a23117-beba-7cd9-982e-089eabd6218a", "milestone": null, "singleton": true, "started_at": "2026-12-01T10:12:50.990190Z", "version_id": "V29ya2Zsb3dEZWZpbml0aW9uVmVyc2lvbjowMWEyMzExN2JiM2E3NTZjYWNlMTQxYjI3ZDA1ODY3OQ", "entity_label": "Pan", "initiator_id": "U3RhZmZNZW1iZXI6MDFhMjMxMTdiZTYxNzkwYWI2ZWU4MmJmYWRjMWM4ZjU", "definition_key": "product-publication"}', '212eaad82e188d03', '4328c24eb8a2e6f2fe22d354e0d8f487b97ece253fb742d25d9d3461f8093eac');
INSERT INTO public.audit_entry VALUES ('01a23117-c4ae-731e-8ba4-955b965dc2d1', 15, 2, 1796119970990190, 'staff:01a23117be61790ab6ee82bfadc1c8f5', '01a23117-be61-790a-b6ee-82bfadc1c8f5', '[]', 'product.publish', 'productPublish', 'ParkedCommand', '01a23117-c4ae-730e-b167-45e097a50455', NULL, '{"id": "UGFya2VkQ29tbWFuZDowMWEyMzExN2M0YWU3MzBlYjE2NzQ1ZTA5N2E1MDQ1NQ", "input": {"id": "UHJvZHVjdDowMWEyMzExN2JlYmE3Y2Q5OTgyZTA4OWVhYmQ2MjE4YQ", "expected_version": 1}, "state": "WAITING", "command": "productPublish", "outcome": null, "version": 1, "staff_id": "U3RhZmZNZW1iZXI6MDFhMjMxMTdiZTYxNzkwYWI2ZWU4MmJmYWRjMWM4ZjU", "created_at": "2026-12-01T10:12:50.990190Z", "permission": "product.publish", "settled_at": null, "instance_id": "V29ya2Zsb3dJbnN0YW5jZTowMWEyMzExN2M0YWU3MzBhOThmYzE0MWRhOWExNzY4Zg", "requested_by": "staff:01a23117be61790ab6ee82bfadc1c8f5"}', '212eaad82e188d03', '8679af18fd418c94a029b329c79b81fe9cdade0876704c409873ae5632616945');
INSERT INTO public.audit_entry VALUES ('01a23117-c4ae-7322-a84e-ba01037f0fe0', 15, 3, 1796119970990190, 'staff:01a23117be61790ab6ee82bfadc1c8f5', '01a23117-be61-790a-b6ee-82bfadc1c8f5', '[]', 'product.publish', 'productPublish', 'Task', '01a23117-c4ae-7312-83c0-1b03b2d28dc4', NULL, '{"id": "VGFzazowMWEyMzExN2M0YWU3MzEyODNjMDFiMDNiMmQyOGRjNA", "node": "approve", "title": "Publish Pan", "domain": "d:*", "due_at": "9999-12-31T23:59:59Z", "entity": "Product", "status": "OPEN", "comment": null, "outcome": null, "version": 1, "outcomes": ["approve", "reject"], "priority": 50, "token_id": 3, "entity_id": "01a23117-beba-7cd9-982e-089eabd6218a", "claimed_at": null, "created_at": "2026-12-01T10:12:50.990190Z", "assignee_id": null, "instance_id": "V29ya2Zsb3dJbnN0YW5jZTowMWEyMzExN2M0YWU3MzBhOThmYzE0MWRhOWExNzY4Zg", "completed_at": null, "completed_by": null, "entity_label": "Pan", "instructions": "Look at the product as customers will see it: name, description, pictures, prices. Approve to run the change exactly as it was requested; reject to drop it, and say why in the comment.", "definition_key": "product-publication"}', '212eaad82e188d03', 'd98448008748ddb5685bd59995b91d9d11b8c680b998ff802a614885281244f9');
INSERT INTO public.audit_entry VALUES ('01a23117-c4ae-7326-a3a0-83bc6f304ea6', 15, 4, 1796119970990190, 'staff:01a23117be61790ab6ee82bfadc1c8f5', '01a23117-be61-790a-b6ee-82bfadc1c8f5', '[]', 'product.publish', 'productPublish', 'WorkflowInstance', '01a23117-c4ae-730a-98fc-141da9a1768f', '{"milestone": null}', '{"milestone": "in review"}', '212eaad82e188d03', 'a94baca01369403becd90238b8eec810d065f3e0784d75388992a6ff63cd24d9');
INSERT INTO public.audit_entry VALUES ('01a23117-c4de-7c83-a142-c849fac12235', 8, 3, 1796119971038782, 'staff:01a23117bba9798d8863d6884cd54f5c', '01a23117-bba9-798d-8863-d6884cd54f5c', '[]', 'workflow.publish', 'workflowDefinitionPublish', 'WorkflowDefinitionVersion', '01a23117-c4d3-7d70-9fce-2b41d86e9298', '{"status": "DRAFT", "version": 1, "published_at": null, "published_by": null}', '{"status": "PUBLISHED", "version": 2, "published_at": "2026-12-01T10:12:51.038782Z", "published_by": "U3RhZmZNZW1iZXI6MDFhMjMxMTdiYmE5Nzk4ZDg4NjNkNjg4NGNkNTRmNWM"}', 'f8c511125ca687fe', 'd012b67e8f566ad4118b0cf2d8dfeaf68e85c00beeb2c7db7f2b5c201ac465f9');
INSERT INTO public.audit_entry VALUES ('01a23117-c4e8-71e7-a84e-c037855a5911', 12, 7, 1796119971048116, 'staff:01a23117bba9798d8863d6884cd54f5c', '01a23117-bba9-798d-8863-d6884cd54f5c', '[]', 'workflow.start', 'workflowStart', 'WorkflowInstance', '01a23117-c4e8-71db-9d5a-005edf55aaac', NULL, '{"id": "V29ya2Zsb3dJbnN0YW5jZTowMWEyMzExN2M0ZTg3MWRiOWQ1YTAwNWVkZjU1YWFhYw", "domain": "d:channel:01a23117bea87a8fb05bfa031db7cad7", "entity": "Channel", "status": "RUNNING", "outcome": null, "ended_at": null, "entity_id": "01a23117-bea8-7a8f-b05b-fa031db7cad7", "milestone": null, "singleton": false, "started_at": "2026-12-01T10:12:51.048116Z", "version_id": "V29ya2Zsb3dEZWZpbml0aW9uVmVyc2lvbjowMWEyMzExN2M0ZDM3ZDcwOWZjZTJiNDFkODZlOTI5OA", "entity_label": "Shop", "initiator_id": "U3RhZmZNZW1iZXI6MDFhMjMxMTdiYmE5Nzk4ZDg4NjNkNjg4NGNkNTRmNWM", "definition_key": "check"}', '4e882902dc757924', '2ae08a62cfb614f35e9a9107e3a228483343259b3627133d8894f34682e3742d');
INSERT INTO public.audit_entry VALUES ('01a23117-c4e8-71eb-a8fd-818eeb206fa3', 12, 8, 1796119971048116, 'staff:01a23117bba9798d8863d6884cd54f5c', '01a23117-bba9-798d-8863-d6884cd54f5c', '[]', 'workflow.start', 'workflowStart', 'Task', '01a23117-c4e8-71df-8c9d-ec3bdd44c4f9', NULL, '{"id": "VGFzazowMWEyMzExN2M0ZTg3MWRmOGM5ZGVjM2JkZDQ0YzRmOQ", "node": "look", "title": "Look at Shop", "domain": "d:channel:01a23117bea87a8fb05bfa031db7cad7", "due_at": "9999-12-31T23:59:59Z", "entity": "Channel", "status": "OPEN", "comment": null, "outcome": null, "version": 1, "outcomes": ["fine"], "priority": 50, "token_id": 3, "entity_id": "01a23117-bea8-7a8f-b05b-fa031db7cad7", "claimed_at": null, "created_at": "2026-12-01T10:12:51.048116Z", "assignee_id": null, "instance_id": "V29ya2Zsb3dJbnN0YW5jZTowMWEyMzExN2M0ZTg3MWRiOWQ1YTAwNWVkZjU1YWFhYw", "completed_at": null, "completed_by": null, "entity_label": "Shop", "instructions": null, "definition_key": "check"}', '4e882902dc757924', '378edeb8878a1712e71d6cc0cfe9d64e0718e0b3c7ffedd1480c34cb26ff6909');
INSERT INTO public.audit_entry VALUES ('01a23117-c512-745e-a767-05b87c5afc7a', 3, 2, 1796119971090272, 'staff:01a23117bc827da1bfe54682f9ab0b61', '01a23117-bc82-7da1-bfe5-4682f9ab0b61', '[]', '', 'sessionCreate', 'Session', '01a23117-c512-745a-8d8d-7c9373643933', NULL, '{"id": "U2Vzc2lvbjowMWEyMzExN2M1MTI3NDVhOGQ4ZDdjOTM3MzY0MzkzMw", "staff_id": "U3RhZmZNZW1iZXI6MDFhMjMxMTdiYzgyN2RhMWJmZTU0NjgyZjlhYjBiNjE", "created_at": "2026-12-01T10:12:51.090272Z", "expires_at": "2026-12-01T22:12:51.090272Z", "user_agent": "Python-urllib/3.11", "last_seen_at": "2026-12-01T10:12:51.090272Z", "absolute_expires_at": "2026-12-15T10:12:51.090272Z"}', '7599ba0c89f16ee0', 'dd8167a89ff4b976a1b9e336acf1612b302636fda76738c6b7896134735bb7ca');
INSERT INTO public.audit_entry VALUES ('01a23117-c52d-72d0-a46b-b3d257093061', 4, 1, 1796119971117175, 'staff:01a23117bc1175589163fac23b3ab1b2', '01a23117-bc11-7558-9163-fac23b3ab1b2', '[]', '', 'sessionCreate', 'Session', '01a23117-c52d-72cc-83f9-18bda25bfb24', NULL, '{"id": "U2Vzc2lvbjowMWEyMzExN2M1MmQ3MmNjODNmOTE4YmRhMjViZmIyNA", "staff_id": "U3RhZmZNZW1iZXI6MDFhMjMxMTdiYzExNzU1ODkxNjNmYWMyM2IzYWIxYjI", "created_at": "2026-12-01T10:12:51.117175Z", "expires_at": "2026-12-01T22:12:51.117175Z", "user_agent": "Python-urllib/3.11", "last_seen_at": "2026-12-01T10:12:51.117175Z", "absolute_expires_at": "2026-12-15T10:12:51.117175Z"}', '95709a4644153c84', '6b71be23a0ca17c36da45cd1033b18da7ece5499cb9066d66a41bc36fade8079');
INSERT INTO public.audit_entry VALUES ('01a23117-bea8-7a97-ae6a-70272a06934e', 7, 1, 1796119969448660, 'staff:01a23117bba9798d8863d6884cd54f5c', '01a23117-bba9-798d-8863-d6884cd54f5c', '[]', 'channel.create', 'channelCreate', 'Channel', '01a23117-bea8-7a8f-b05b-fa031db7cad7', NULL, '{"id": "Q2hhbm5lbDowMWEyMzExN2JlYTg3YThmYjA1YmZhMDMxZGI3Y2FkNw", "name": "Shop", "slug": "shop", "active": true, "version": 1, "currency": "EUR", "created_at": "2026-12-01T10:12:49.448660Z", "updated_at": "2026-12-01T10:12:49.448660Z", "name_folded": "shop"}', '6a64a612256c99fe', 'aac2a0e416e555d4b86a57b4b4ba7fdebdee7efae407d686dd2d5cfa6d8a5c96');
INSERT INTO public.audit_entry VALUES ('01a23117-beb0-77a1-b607-ced74632f37d', 8, 1, 1796119969456475, 'staff:01a23117bba9798d8863d6884cd54f5c', '01a23117-bba9-798d-8863-d6884cd54f5c', '[]', 'product.create', 'productCreate', 'Product', '01a23117-beb0-7799-a622-313160b1b2b8', NULL, '{"id": "UHJvZHVjdDowMWEyMzExN2JlYjA3Nzk5YTYyMjMxMzE2MGIxYjJiOA", "slug": "pot", "tags": [], "media": [], "title": "Pot", "status": "DRAFT", "vendor": "", "version": 1, "body_html": "", "seo_title": null, "created_at": "2026-12-01T10:12:49.456475Z", "updated_at": "2026-12-01T10:12:49.456475Z", "category_id": null, "external_key": null, "option_names": [], "product_type": "", "published_at": null, "title_folded": "pot", "seo_description": null}', 'b8dfda454a7f0cbb', '65d5a9e37a56a52ad8a99f79eef3707fc779d57787fecfd61fb76dd025428da7');
INSERT INTO public.audit_entry VALUES ('01a23117-beb0-77a5-8fc1-d494ad5c2e57', 8, 2, 1796119969456475, 'staff:01a23117bba9798d8863d6884cd54f5c', '01a23117-bba9-798d-8863-d6884cd54f5c', '[]', 'product.create', 'productCreate', 'ProductVariant', '01a23117-beb0-779d-a7dc-139602449784', NULL, '{"id": "UHJvZHVjdFZhcmlhbnQ6MDFhMjMxMTdiZWIwNzc5ZGE3ZGMxMzk2MDI0NDk3ODQ", "sku": null, "title": "", "prices": [{"currency": "EUR", "amountMinor": 1000, "compareAtMinor": null}], "barcode": null, "taxable": true, "position": 0, "image_url": null, "tax_class": null, "product_id": "UHJvZHVjdDowMWEyMzExN2JlYjA3Nzk5YTYyMjMxMzE2MGIxYjJiOA", "track_stock": true, "weight_grams": null, "option_values": [], "allow_backorder": false, "requires_shipping": true}', 'b8dfda454a7f0cbb', 'a4d2e41049a67f1878d541b74ec4c2cb8b68ea488c097f4ead41fc2e16238fc2');
INSERT INTO public.audit_entry VALUES ('01a23117-beba-7ce1-866c-c4b484bc5a18', 10, 1, 1796119969466803, 'staff:01a23117bba9798d8863d6884cd54f5c', '01a23117-bba9-798d-8863-d6884cd54f5c', '[]', 'product.create', 'productCreate', 'Product', '01a23117-beba-7cd9-982e-089eabd6218a', NULL, '{"id": "UHJvZHVjdDowMWEyMzExN2JlYmE3Y2Q5OTgyZTA4OWVhYmQ2MjE4YQ", "slug": "pan", "tags": [], "media": [], "title": "Pan", "status": "DRAFT", "vendor": "", "version": 1, "body_html": "", "seo_title": null, "created_at": "2026-12-01T10:12:49.466803Z", "updated_at": "2026-12-01T10:12:49.466803Z", "category_id": null, "external_key": null, "option_names": [], "product_type": "", "published_at": null, "title_folded": "pan", "seo_description": null}', '09742051ca42b0f7', 'd8fce694d4f0c045bec25381ac9d0fbd44a3f175c072ee158610d18af9cc2aed');
INSERT INTO public.audit_entry VALUES ('01a23117-beba-7ce5-9f94-81ab7c7e73b8', 10, 2, 1796119969466803, 'staff:01a23117bba9798d8863d6884cd54f5c', '01a23117-bba9-798d-8863-d6884cd54f5c', '[]', 'product.create', 'productCreate', 'ProductVariant', '01a23117-beba-7cdd-8419-0c38bfdbe475', NULL, '{"id": "UHJvZHVjdFZhcmlhbnQ6MDFhMjMxMTdiZWJhN2NkZDg0MTkwYzM4YmZkYmU0NzU", "sku": null, "title": "", "prices": [{"currency": "EUR", "amountMinor": 1000, "compareAtMinor": null}], "barcode": null, "taxable": true, "position": 0, "image_url": null, "tax_class": null, "product_id": "UHJvZHVjdDowMWEyMzExN2JlYmE3Y2Q5OTgyZTA4OWVhYmQ2MjE4YQ", "track_stock": true, "weight_grams": null, "option_values": [], "allow_backorder": false, "requires_shipping": true}', '09742051ca42b0f7', '28d6ff62b5d766f2f1cd45543ad56848ca28ae7bed73f792c73510b59dec72ae');
INSERT INTO public.audit_entry VALUES ('01a23117-bebe-7b58-b9d2-6bec082f4105', 5, 3, 1796119969470708, 'staff:01a23117bba9798d8863d6884cd54f5c', '01a23117-bba9-798d-8863-d6884cd54f5c', '[]', 'customer.create', 'customerCreate', 'Customer', '01a23117-bebe-7b53-9e03-3f30bbd282b5', NULL, '{"id": "Q3VzdG9tZXI6MDFhMjMxMTdiZWJlN2I1MzllMDMzZjMwYmJkMjgyYjU", "name": "Ada", "note": null, "email": "ada@regie.test", "phone": null, "version": 1, "created_at": "2026-12-01T10:12:49.470708Z", "updated_at": "2026-12-01T10:12:49.470708Z", "name_folded": "ada"}', 'b1a9b5465df8522b', '1a38165c1af0fecb743d825ebfc627cddfc769b8380655970f98fb9457afd432');
INSERT INTO public.audit_entry VALUES ('01a23117-c49f-78b4-99a5-f1be643d3803', 12, 3, 1796119970975540, 'staff:01a23117be61790ab6ee82bfadc1c8f5', '01a23117-be61-790a-b6ee-82bfadc1c8f5', '[]', 'product.publish', 'productPublish', 'WorkflowInstance', '01a23117-c49f-78a3-8c97-06541fb16b3c', NULL, '{"id": "V29ya2Zsb3dJbnN0YW5jZTowMWEyMzExN2M0OWY3OGEzOGM5NzA2NTQxZmIxNmIzYw", "domain": "d:*", "entity": "Product", "status": "RUNNING", "outcome": null, "ended_at": null, "entity_id": "01a23117-beb0-7799-a622-313160b1b2b8", "milestone": null, "singleton": true, "started_at": "2026-12-01T10:12:50.975540Z", "version_id": "V29ya2Zsb3dEZWZpbml0aW9uVmVyc2lvbjowMWEyMzExN2JiM2E3NTZjYWNlMTQxYjI3ZDA1ODY3OQ", "entity_label": "Pot", "initiator_id": "U3RhZmZNZW1iZXI6MDFhMjMxMTdiZTYxNzkwYWI2ZWU4MmJmYWRjMWM4ZjU", "definition_key": "product-publication"}', '1359b2bca7247401', '77b2a7c8c78a5588f780a3d24d7a355a147a8f7f03c053f7c6000aeffd1a7ffa');
INSERT INTO public.audit_entry VALUES ('01a23117-c49f-78b8-8120-f19567ce28af', 12, 4, 1796119970975540, 'staff:01a23117be61790ab6ee82bfadc1c8f5', '01a23117-be61-790a-b6ee-82bfadc1c8f5', '[]', 'product.publish', 'productPublish', 'ParkedCommand', '01a23117-c49f-78a7-b430-2de881b31440', NULL, '{"id": "UGFya2VkQ29tbWFuZDowMWEyMzExN2M0OWY3OGE3YjQzMDJkZTg4MWIzMTQ0MA", "input": {"id": "UHJvZHVjdDowMWEyMzExN2JlYjA3Nzk5YTYyMjMxMzE2MGIxYjJiOA", "expected_version": 1}, "state": "WAITING", "command": "productPublish", "outcome": null, "version": 1, "staff_id": "U3RhZmZNZW1iZXI6MDFhMjMxMTdiZTYxNzkwYWI2ZWU4MmJmYWRjMWM4ZjU", "created_at": "2026-12-01T10:12:50.975540Z", "permission": "product.publish", "settled_at": null, "instance_id": "V29ya2Zsb3dJbnN0YW5jZTowMWEyMzExN2M0OWY3OGEzOGM5NzA2NTQxZmIxNmIzYw", "requested_by": "staff:01a23117be61790ab6ee82bfadc1c8f5"}', '1359b2bca7247401', 'd72105aae5145d696541227181ddcd2cf6dc74067eb61cc90765138cd6ca428b');
INSERT INTO public.audit_entry VALUES ('01a23117-c49f-78bc-bce8-c4637275b1cd', 12, 5, 1796119970975540, 'staff:01a23117be61790ab6ee82bfadc1c8f5', '01a23117-be61-790a-b6ee-82bfadc1c8f5', '[]', 'product.publish', 'productPublish', 'Task', '01a23117-c49f-78ac-86be-fe933bebbf30', NULL, '{"id": "VGFzazowMWEyMzExN2M0OWY3OGFjODZiZWZlOTMzYmViYmYzMA", "node": "approve", "title": "Publish Pot", "domain": "d:*", "due_at": "9999-12-31T23:59:59Z", "entity": "Product", "status": "OPEN", "comment": null, "outcome": null, "version": 1, "outcomes": ["approve", "reject"], "priority": 50, "token_id": 3, "entity_id": "01a23117-beb0-7799-a622-313160b1b2b8", "claimed_at": null, "created_at": "2026-12-01T10:12:50.975540Z", "assignee_id": null, "instance_id": "V29ya2Zsb3dJbnN0YW5jZTowMWEyMzExN2M0OWY3OGEzOGM5NzA2NTQxZmIxNmIzYw", "completed_at": null, "completed_by": null, "entity_label": "Pot", "instructions": "Look at the product as customers will see it: name, description, pictures, prices. Approve to run the change exactly as it was requested; reject to drop it, and say why in the comment.", "definition_key": "product-publication"}', '1359b2bca7247401', 'd4d5873bacd21289b22dedbe244e30c553ed6e2780e2e59a017ee1ae4cd49cf4');
INSERT INTO public.audit_entry VALUES ('01a23117-c49f-78c0-a3b5-6e666e10e2d1', 12, 6, 1796119970975540, 'staff:01a23117be61790ab6ee82bfadc1c8f5', '01a23117-be61-790a-b6ee-82bfadc1c8f5', '[]', 'product.publish', 'productPublish', 'WorkflowInstance', '01a23117-c49f-78a3-8c97-06541fb16b3c', '{"milestone": null}', '{"milestone": "in review"}', '1359b2bca7247401', '1a175e49ab30f8700b111eafb4fc6d6248c54dcaffdf2c05c1cd0edde830211c');
INSERT INTO public.audit_entry VALUES ('01a23117-c4bd-75b6-b293-3abf13a40e08', 1, 10, 1796119971005353, 'staff:01a23117be61790ab6ee82bfadc1c8f5', '01a23117-be61-790a-b6ee-82bfadc1c8f5', '[]', 'customer.update', 'customerUpdate', 'WorkflowInstance', '01a23117-c4bd-75a5-893c-866e1bea1a71', NULL, '{"id": "V29ya2Zsb3dJbnN0YW5jZTowMWEyMzExN2M0YmQ3NWE1ODkzYzg2NmUxYmVhMWE3MQ", "domain": "d:*", "entity": "ParkedCommand", "status": "RUNNING", "outcome": null, "ended_at": null, "entity_id": "01a23117-c4bd-75a9-a275-1a447bb57375", "milestone": null, "singleton": true, "started_at": "2026-12-01T10:12:51.005353Z", "version_id": "V29ya2Zsb3dEZWZpbml0aW9uVmVyc2lvbjowMWEyMzExN2JiM2E3NTc0YmE5YmY5YWQ4NTg0OGRmNQ", "entity_label": "customerUpdate", "initiator_id": "U3RhZmZNZW1iZXI6MDFhMjMxMTdiZTYxNzkwYWI2ZWU4MmJmYWRjMWM4ZjU", "definition_key": "order-release"}', '7c140e3f52d0dc59', 'ae43f30b62afa0041353c2c6e12b304340d6e37ef9b6c2dabec5423c1a06eb2a');
INSERT INTO public.audit_entry VALUES ('01a23117-c4bd-75ba-97f0-250f4a238c10', 1, 11, 1796119971005353, 'staff:01a23117be61790ab6ee82bfadc1c8f5', '01a23117-be61-790a-b6ee-82bfadc1c8f5', '[]', 'customer.update', 'customerUpdate', 'ParkedCommand', '01a23117-c4bd-75a9-a275-1a447bb57375', NULL, '{"id": "UGFya2VkQ29tbWFuZDowMWEyMzExN2M0YmQ3NWE5YTI3NTFhNDQ3YmI1NzM3NQ", "input": {"id": "Q3VzdG9tZXI6MDFhMjMxMTdiZWJlN2I1MzllMDMzZjMwYmJkMjgyYjU", "name": "Ada King", "note": null, "email": null, "phone": null, "expected_version": null}, "state": "WAITING", "command": "customerUpdate", "outcome": null, "version": 1, "staff_id": "U3RhZmZNZW1iZXI6MDFhMjMxMTdiZTYxNzkwYWI2ZWU4MmJmYWRjMWM4ZjU", "created_at": "2026-12-01T10:12:51.005353Z", "permission": "customer.update", "settled_at": null, "instance_id": "V29ya2Zsb3dJbnN0YW5jZTowMWEyMzExN2M0YmQ3NWE1ODkzYzg2NmUxYmVhMWE3MQ", "requested_by": "staff:01a23117be61790ab6ee82bfadc1c8f5"}', '7c140e3f52d0dc59', '27419156460781d4658ec9690deec7416fd39581d775a80b9a2beb075ce01e03');
INSERT INTO public.audit_entry VALUES ('01a23117-c4bd-75be-87c5-eceeebb27b5e', 1, 12, 1796119971005353, 'staff:01a23117be61790ab6ee82bfadc1c8f5', '01a23117-be61-790a-b6ee-82bfadc1c8f5', '[]', 'customer.update', 'customerUpdate', 'Task', '01a23117-c4bd-75ae-be99-a2b8ab2bcc25', NULL, '{"id": "VGFzazowMWEyMzExN2M0YmQ3NWFlYmU5OWEyYjhhYjJiY2MyNQ", "node": "release", "title": "Release customerUpdate", "domain": "d:*", "due_at": "9999-12-31T23:59:59Z", "entity": "ParkedCommand", "status": "OPEN", "comment": null, "outcome": null, "version": 1, "outcomes": ["release", "refuse"], "priority": 50, "token_id": 3, "entity_id": "01a23117-c4bd-75a9-a275-1a447bb57375", "claimed_at": null, "created_at": "2026-12-01T10:12:51.005353Z", "assignee_id": null, "instance_id": "V29ya2Zsb3dJbnN0YW5jZTowMWEyMzExN2M0YmQ3NWE1ODkzYzg2NmUxYmVhMWE3MQ", "completed_at": null, "completed_by": null, "entity_label": "customerUpdate", "instructions": "Check the customer, the amount and why the order was held. Release to run the change exactly as it was requested; refuse to drop it, and say why in the comment.", "definition_key": "order-release"}', '7c140e3f52d0dc59', 'fdb7bcdbf285640b3fb206959b5b2831cd936a06a9d297341d2a53e048090fcb');
INSERT INTO public.audit_entry VALUES ('01a23117-c4bd-75c2-b2fd-1600d5d3663b', 1, 13, 1796119971005353, 'staff:01a23117be61790ab6ee82bfadc1c8f5', '01a23117-be61-790a-b6ee-82bfadc1c8f5', '[]', 'customer.update', 'customerUpdate', 'WorkflowInstance', '01a23117-c4bd-75a5-893c-866e1bea1a71', '{"milestone": null}', '{"milestone": "in review"}', '7c140e3f52d0dc59', '93226f1672562a059023986f053a2ced2bddb6e84304c83fcebe4563cdb743d8');
INSERT INTO public.audit_entry VALUES ('01a23117-c4c6-7a7e-818b-2d1f8a1a80ff', 1, 14, 1796119971014652, 'staff:01a23117be61790ab6ee82bfadc1c8f5', '01a23117-be61-790a-b6ee-82bfadc1c8f5', '[]', 'customer.create', 'customerCreate', 'WorkflowInstance', '01a23117-c4c6-7a6e-8a73-6d69484477e1', NULL, '{"id": "V29ya2Zsb3dJbnN0YW5jZTowMWEyMzExN2M0YzY3YTZlOGE3MzZkNjk0ODQ0NzdlMQ", "domain": "d:*", "entity": "ParkedCommand", "status": "RUNNING", "outcome": null, "ended_at": null, "entity_id": "01a23117-c4c6-7a72-bd5e-3f4f9f2e7ff7", "milestone": null, "singleton": true, "started_at": "2026-12-01T10:12:51.014652Z", "version_id": "V29ya2Zsb3dEZWZpbml0aW9uVmVyc2lvbjowMWEyMzExN2JiM2E3NTc0YmE5YmY5YWQ4NTg0OGRmNQ", "entity_label": "customerCreate", "initiator_id": "U3RhZmZNZW1iZXI6MDFhMjMxMTdiZTYxNzkwYWI2ZWU4MmJmYWRjMWM4ZjU", "definition_key": "order-release"}', '7f2b034c54ba85cd', '6070777334aba2d99804bca6bcff23579de2fdb324d91ea250d245c5c28f9760');
INSERT INTO public.audit_entry VALUES ('01a23117-c4c6-7a83-bf59-375b58e4303b', 1, 15, 1796119971014652, 'staff:01a23117be61790ab6ee82bfadc1c8f5', '01a23117-be61-790a-b6ee-82bfadc1c8f5', '[]', 'customer.create', 'customerCreate', 'ParkedCommand', '01a23117-c4c6-7a72-bd5e-3f4f9f2e7ff7', NULL, '{"id": "UGFya2VkQ29tbWFuZDowMWEyMzExN2M0YzY3YTcyYmQ1ZTNmNGY5ZjJlN2ZmNw", "input": {"name": "New", "note": null, "email": "new@regie.test", "phone": null}, "state": "WAITING", "command": "customerCreate", "outcome": null, "version": 1, "staff_id": "U3RhZmZNZW1iZXI6MDFhMjMxMTdiZTYxNzkwYWI2ZWU4MmJmYWRjMWM4ZjU", "created_at": "2026-12-01T10:12:51.014652Z", "permission": "customer.create", "settled_at": null, "instance_id": "V29ya2Zsb3dJbnN0YW5jZTowMWEyMzExN2M0YzY3YTZlOGE3MzZkNjk0ODQ0NzdlMQ", "requested_by": "staff:01a23117be61790ab6ee82bfadc1c8f5"}', '7f2b034c54ba85cd', 'e883117a30239b26e7f62febd25bd563fe4aec84c0a764098fba2e092eea1c2f');
INSERT INTO public.audit_entry VALUES ('01a23117-c4c6-7a87-b80b-0d7d5ea701dd', 1, 16, 1796119971014652, 'staff:01a23117be61790ab6ee82bfadc1c8f5', '01a23117-be61-790a-b6ee-82bfadc1c8f5', '[]', 'customer.create', 'customerCreate', 'Task', '01a23117-c4c6-7a76-ae62-21ee51479211', NULL, '{"id": "VGFzazowMWEyMzExN2M0YzY3YTc2YWU2MjIxZWU1MTQ3OTIxMQ", "node": "release", "title": "Release customerCreate", "domain": "d:*", "due_at": "9999-12-31T23:59:59Z", "entity": "ParkedCommand", "status": "OPEN", "comment": null, "outcome": null, "version": 1, "outcomes": ["release", "refuse"], "priority": 50, "token_id": 3, "entity_id": "01a23117-c4c6-7a72-bd5e-3f4f9f2e7ff7", "claimed_at": null, "created_at": "2026-12-01T10:12:51.014652Z", "assignee_id": null, "instance_id": "V29ya2Zsb3dJbnN0YW5jZTowMWEyMzExN2M0YzY3YTZlOGE3MzZkNjk0ODQ0NzdlMQ", "completed_at": null, "completed_by": null, "entity_label": "customerCreate", "instructions": "Check the customer, the amount and why the order was held. Release to run the change exactly as it was requested; refuse to drop it, and say why in the comment.", "definition_key": "order-release"}', '7f2b034c54ba85cd', '58417ba890d5991c17f0901f305ef0bb6842241b05bce67700d5799a1fd59014');
INSERT INTO public.audit_entry VALUES ('01a23117-c4c6-7a8b-81b5-c1b436b90f28', 1, 17, 1796119971014652, 'staff:01a23117be61790ab6ee82bfadc1c8f5', '01a23117-be61-790a-b6ee-82bfadc1c8f5', '[]', 'customer.create', 'customerCreate', 'WorkflowInstance', '01a23117-c4c6-7a6e-8a73-6d69484477e1', '{"milestone": null}', '{"milestone": "in review"}', '7f2b034c54ba85cd', '24cc968fd7131aa68015538e8bc2a032e414ef42ab32d14b2415cd13e06ca7c9');
INSERT INTO public.audit_entry VALUES ('01a23117-c4d3-7d74-9bbf-d5338dd57f01', 1, 18, 1796119971027839, 'staff:01a23117bba9798d8863d6884cd54f5c', '01a23117-bba9-798d-8863-d6884cd54f5c', '[]', 'workflow.design', 'workflowDefinitionSave', 'WorkflowDefinition', '01a23117-c4d3-7d6c-8f20-feeec23f55f1', NULL, '{"id": "V29ya2Zsb3dEZWZpbml0aW9uOjAxYTIzMTE3YzRkMzdkNmM4ZjIwZmVlZWMyM2Y1NWYx", "key": "check", "name": "Check", "entity": "Channel", "version": 1, "built_in": false, "created_at": "2026-12-01T10:12:51.027839Z", "updated_at": "2026-12-01T10:12:51.027839Z"}', '05fd4910dd251472', '885b2731ed3ec5d8c66496bfd39096051795b3a3f1adedb4ee2d7c60de633317');
INSERT INTO public.audit_entry VALUES ('01a23117-c4d3-7d78-896f-1ebb3a3ad132', 1, 19, 1796119971027839, 'staff:01a23117bba9798d8863d6884cd54f5c', '01a23117-bba9-798d-8863-d6884cd54f5c', '[]', 'workflow.design', 'workflowDefinitionSave', 'WorkflowDefinitionVersion', '01a23117-c4d3-7d70-9fce-2b41d86e9298', NULL, '{"id": "V29ya2Zsb3dEZWZpbml0aW9uVmVyc2lvbjowMWEyMzExN2M0ZDM3ZDcwOWZjZTJiNDFkODZlOTI5OA", "number": 1, "source": {"key": "check", "name": "Check", "flows": [{"id": "a", "to": "look", "from": "start"}, {"id": "b", "to": "end", "from": "look", "outcome": "fine"}], "nodes": [{"id": "start", "kind": "start"}, {"id": "look", "kind": "userTask", "title": "''Look at '' + entity.label", "assign": {"roles": ["finance"]}, "outcomes": ["fine"]}, {"id": "end", "kind": "end", "outcome": "checked"}], "entity": "Channel", "schema": "wf/1", "context": {"type": "object", "required": ["score"], "properties": {"score": {"type": "integer"}}}}, "status": "DRAFT", "version": 1, "created_at": "2026-12-01T10:12:51.027839Z", "source_hash": "ed1d286d482348478e2f6320e40685f4f1b6de56653c9d9e0882ca8b61915ec9", "published_at": null, "published_by": null, "definition_id": "V29ya2Zsb3dEZWZpbml0aW9uOjAxYTIzMTE3YzRkMzdkNmM4ZjIwZmVlZWMyM2Y1NWYx"}', '05fd4910dd251472', 'dcc9d8cc07d77a5c0d361b6e81462a835611ee7216f9abc5c76c2ee309874ea1');
INSERT INTO public.channel VALUES ('01a23117-bea8-7a8f-b05b-fa031db7cad7', 'shop', 'Shop', 'shop', true, 1, 1796119969448660, 1796119969448660, 'EUR');
INSERT INTO public.customer VALUES ('01a23117-bebe-7b53-9e03-3f30bbd282b5', 'ada@regie.test', 'Ada', 'ada', NULL, NULL, 1, 1796119969470708, 1796119969470708);
INSERT INTO public.event_sequence VALUES (1, 18, 0);
INSERT INTO public.idempotency_record VALUES ('staff:01a23117be61790ab6ee82bfadc1c8f5', '2b1d7f4e-7c0e-4a52-9d7e-0d3f0f6f3a11', 'customerCreate', '2d9cab2318525ede8f324af15d060d7ceca9b32117aa195fcff23acf3393c6a0', '{"parked": "V29ya2Zsb3dJbnN0YW5jZTowMWEyMzExN2M0YzY3YTZlOGE3MzZkNjk0ODQ0NzdlMQ"}', 1796119971014652);
INSERT INTO public.outbox_event VALUES (1, '01a23117-bb3a-7578-aaf9-43087acd49ca', 'policy.changed', '00000000-0000-0000-0000-000000000000', '{}', 1796119968570202, 1796119969208576, 1);
INSERT INTO public.outbox_event VALUES (2, '01a23117-bba9-7995-90a1-c089fdffbbb9', 'role.assigned', '01a23117-bba9-7991-878c-7d4f94011930', '{"roleId": "Um9sZTowMWEyMzExN2JiM2E3MzNiOTY0Zjg0MjBmOWZiNmI4OQ", "staffId": "U3RhZmZNZW1iZXI6MDFhMjMxMTdiYmE5Nzk4ZDg4NjNkNjg4NGNkNTRmNWM"}', 1796119968681597, 1796119969208576, 2);
INSERT INTO public.outbox_event VALUES (3, '01a23117-bba9-7999-ac9a-7ecd18f35a7b', 'policy.changed', '00000000-0000-0000-0000-000000000000', '{}', 1796119968681597, 1796119969208576, 3);
INSERT INTO public.outbox_event VALUES (4, '01a23117-bc11-7560-9f8c-5f22d619fec0', 'role.assigned', '01a23117-bc11-755c-998e-9f269286bf56', '{"roleId": "Um9sZTowMWEyMzExN2JiM2E3NDQ5YThjNjgwZDZlMzgwMWY0OA", "staffId": "U3RhZmZNZW1iZXI6MDFhMjMxMTdiYzExNzU1ODkxNjNmYWMyM2IzYWIxYjI"}', 1796119968785334, 1796119969208576, 4);
INSERT INTO public.outbox_event VALUES (5, '01a23117-bc11-7564-9dff-0e556227dc14', 'policy.changed', '00000000-0000-0000-0000-000000000000', '{}', 1796119968785334, 1796119969208576, 5);
INSERT INTO public.outbox_event VALUES (6, '01a23117-bc82-7da9-b1b5-f35640bf592b', 'role.assigned', '01a23117-bc82-7da5-be3b-d849fec5f27a', '{"roleId": "Um9sZTowMWEyMzExN2JiM2E3NGU5YWRiNzRkZWQ5OWJmMjAxYw", "staffId": "U3RhZmZNZW1iZXI6MDFhMjMxMTdiYzgyN2RhMWJmZTU0NjgyZjlhYjBiNjE"}', 1796119968898852, 1796119969208576, 6);
INSERT INTO public.outbox_event VALUES (7, '01a23117-bc82-7dae-97ad-c5eec192a0ab', 'policy.changed', '00000000-0000-0000-0000-000000000000', '{}', 1796119968898852, 1796119969208576, 7);
INSERT INTO public.outbox_event VALUES (8, '01a23117-bcec-7bdb-b2d1-cb8e649635d9', 'role.assigned', '01a23117-bcec-7bd7-a125-60ee31635f8e', '{"roleId": "Um9sZTowMWEyMzExN2JiM2E3M2U3YjgwNmM2OWRlNWQzMGQ3MQ", "staffId": "U3RhZmZNZW1iZXI6MDFhMjMxMTdiY2VjN2JkMmE3ZjJkZjNhNmRkZTg1YWQ"}', 1796119969004739, 1796119969208576, 8);
INSERT INTO public.outbox_event VALUES (9, '01a23117-bcec-7bdf-b058-2dff2fca4ecf', 'policy.changed', '00000000-0000-0000-0000-000000000000', '{}', 1796119969004739, 1796119969208576, 9);
INSERT INTO public.outbox_event VALUES (10, '01a23117-be01-77c2-a7f9-6f3ca27e035e', 'role.changed', '01a23117-be01-77a5-bec7-9e7018db15b1', '{}', 1796119969281478, 1796119969291660, 10);
INSERT INTO public.outbox_event VALUES (11, '01a23117-be01-77c6-a3b3-bf9e875c0306', 'policy.changed', '00000000-0000-0000-0000-000000000000', '{}', 1796119969281478, 1796119969291660, 11);
INSERT INTO public.outbox_event VALUES (12, '01a23117-be61-7912-a3b5-1faf29380014', 'role.assigned', '01a23117-be61-790e-93f3-6db841f3f892', '{"roleId": "Um9sZTowMWEyMzExN2JlMDE3N2E1YmVjNzllNzAxOGRiMTViMQ", "staffId": "U3RhZmZNZW1iZXI6MDFhMjMxMTdiZTYxNzkwYWI2ZWU4MmJmYWRjMWM4ZjU"}', 1796119969377565, 1796119969446717, 12);
INSERT INTO public.outbox_event VALUES (13, '01a23117-be61-7916-a6f7-d0497c371e30', 'policy.changed', '00000000-0000-0000-0000-000000000000', '{}', 1796119969377565, 1796119969446717, 13);
INSERT INTO public.outbox_event VALUES (14, '01a23117-c49f-78b0-9eee-d6e5779736e9', 'task.opened', '01a23117-c49f-78ac-86be-fe933bebbf30', '{"had": null, "roles": ["catalog-manager"], "domain": "d:*"}', 1796119970975540, 1796119970986522, 14);
INSERT INTO public.outbox_event VALUES (15, '01a23117-c4ae-7316-aa08-a2eb28555383', 'task.opened', '01a23117-c4ae-7312-83c0-1b03b2d28dc4', '{"had": null, "roles": ["catalog-manager"], "domain": "d:*"}', 1796119970990190, 1796119971003196, 15);
INSERT INTO public.outbox_event VALUES (16, '01a23117-c4bd-75b2-a2b5-aafb16f5a876', 'task.opened', '01a23117-c4bd-75ae-be99-a2b8ab2bcc25', '{"had": null, "roles": ["finance"], "domain": "d:*"}', 1796119971005353, 1796119971011689, 16);
INSERT INTO public.outbox_event VALUES (17, '01a23117-c4c6-7a7a-81f9-f007d3ca20bd', 'task.opened', '01a23117-c4c6-7a76-ae62-21ee51479211', '{"had": null, "roles": ["finance"], "domain": "d:*"}', 1796119971014652, 1796119971025450, 17);
INSERT INTO public.outbox_event VALUES (18, '01a23117-c4e8-71e3-b10c-02e50d8bcacc', 'task.opened', '01a23117-c4e8-71df-8c9d-ec3bdd44c4f9', '{"had": null, "roles": ["finance"], "domain": "d:channel:01a23117bea87a8fb05bfa031db7cad7"}', 1796119971048116, 1796119971059571, 18);
INSERT INTO public.parked_command VALUES ('01a23117-c49f-78a7-b430-2de881b31440', '01a23117-c49f-78a3-8c97-06541fb16b3c', 'productPublish', 'product.publish', '{"id": "UHJvZHVjdDowMWEyMzExN2JlYjA3Nzk5YTYyMjMxMzE2MGIxYjJiOA", "expected_version": 1}', 'staff:01a23117be61790ab6ee82bfadc1c8f5', '01a23117-be61-790a-b6ee-82bfadc1c8f5', 'WAITING', NULL, 1796119970975540, NULL, 1);
INSERT INTO public.parked_command VALUES ('01a23117-c4ae-730e-b167-45e097a50455', '01a23117-c4ae-730a-98fc-141da9a1768f', 'productPublish', 'product.publish', '{"id": "UHJvZHVjdDowMWEyMzExN2JlYmE3Y2Q5OTgyZTA4OWVhYmQ2MjE4YQ", "expected_version": 1}', 'staff:01a23117be61790ab6ee82bfadc1c8f5', '01a23117-be61-790a-b6ee-82bfadc1c8f5', 'WAITING', NULL, 1796119970990190, NULL, 1);
INSERT INTO public.parked_command VALUES ('01a23117-c4bd-75a9-a275-1a447bb57375', '01a23117-c4bd-75a5-893c-866e1bea1a71', 'customerUpdate', 'customer.update', '{"id": "Q3VzdG9tZXI6MDFhMjMxMTdiZWJlN2I1MzllMDMzZjMwYmJkMjgyYjU", "name": "Ada King", "note": null, "email": null, "phone": null, "expected_version": null}', 'staff:01a23117be61790ab6ee82bfadc1c8f5', '01a23117-be61-790a-b6ee-82bfadc1c8f5', 'WAITING', NULL, 1796119971005353, NULL, 1);
INSERT INTO public.parked_command VALUES ('01a23117-c4c6-7a72-bd5e-3f4f9f2e7ff7', '01a23117-c4c6-7a6e-8a73-6d69484477e1', 'customerCreate', 'customer.create', '{"name": "New", "note": null, "email": "new@regie.test", "phone": null}', 'staff:01a23117be61790ab6ee82bfadc1c8f5', '01a23117-be61-790a-b6ee-82bfadc1c8f5', 'WAITING', NULL, 1796119971014652, NULL, 1);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-733f-8a1c-5d9e69ebbb1f', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'role.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7343-9a1b-92ada3c2c3fd', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'role.edit', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7347-bed0-6f6b9d40280e', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'role.assign', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-734b-b675-4230186eb161', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'staff.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-734f-9ae9-78ba298f4bec', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'staff.invite', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7353-a352-928b2047d557', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'staff.update', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7358-9602-2ce49b61c655', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'staff.deactivate', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-735c-9686-c490dcb9b6fd', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'session.end', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7360-a341-93016414c093', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'audit.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7364-ac70-be9796fc0a09', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'channel.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7368-92ab-f80a52304323', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'channel.create', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-736c-9c19-dc02362780f2', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'channel.update', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7370-a76f-4f81d96fe262', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'customer.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7374-83c4-c3780374b6af', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'customer.create', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7378-a371-8da618b4e5f4', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'customer.update', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-737c-a61f-331db14c4502', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'product.browse', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7381-ad9e-53b673ced254', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'product.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7385-8147-fec261f58e81', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'product.create', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7389-a38d-4146d5df3c38', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'product.update', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-738d-a566-1e129c05b47f', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'product.publish', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7391-b3ab-531acb2e1c6e', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'product.archive', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7395-9faf-e7ae83068f0a', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'category.edit', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7399-88b8-180736da5162', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'collection.edit', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-739d-889b-884fa1dbad7b', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'product.import', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-73a1-8b96-7129006d61eb', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'warehouse.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-73a5-b2c2-f61caea59a35', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'warehouse.edit', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-73a9-a622-5770d17ddd13', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'stock.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-73ae-8cfa-a946764efa31', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'stock.adjust', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-73b2-961d-20a2c4dd0645', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'stock.reserve', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-73b6-bd59-14466c9688a1', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'order.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-73ba-a628-70e25cd36d23', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'order.create', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-73be-ac0e-7657699d34f1', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'order.place', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-73c2-9322-0e70eae7c4b2', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'order.cancel', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-73c6-a8e4-fbedce152828', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'order.note', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-73ca-b017-15ca7a0ee7c6', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'task.work', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-73ce-9fc3-fc5cb6ea3a14', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'workflow.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-73d2-841b-d5abddba6636', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'workflow.design', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-73d7-a900-27d63073e329', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'workflow.publish', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-73db-af3a-b5356ea724f7', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'workflow.start', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-73df-848e-48c24ea75fb9', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'workflow.cancel', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-73e3-b619-09ec430bb5be', '01a23117-bb3a-733b-964f-8420f9fb6b89', 'workflow.supervise', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-73eb-ae9b-465a30a459fc', '01a23117-bb3a-73e7-b806-c69de5d30d71', 'role.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-73ef-bf1f-e754a795f784', '01a23117-bb3a-73e7-b806-c69de5d30d71', 'role.edit', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-73f3-a527-2fe079a16fff', '01a23117-bb3a-73e7-b806-c69de5d30d71', 'role.assign', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-73f7-b777-fc1775f8d02e', '01a23117-bb3a-73e7-b806-c69de5d30d71', 'staff.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-73fb-a716-a079ca305b2d', '01a23117-bb3a-73e7-b806-c69de5d30d71', 'staff.invite', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7400-8c88-3e24548b013c', '01a23117-bb3a-73e7-b806-c69de5d30d71', 'staff.update', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7404-9723-b266e949d2bb', '01a23117-bb3a-73e7-b806-c69de5d30d71', 'staff.deactivate', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7408-b410-e95a89f20c1c', '01a23117-bb3a-73e7-b806-c69de5d30d71', 'session.end', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-740c-8ec0-8f1d11659742', '01a23117-bb3a-73e7-b806-c69de5d30d71', 'audit.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7410-9530-55dd95d24399', '01a23117-bb3a-73e7-b806-c69de5d30d71', 'channel.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7414-90c2-c225d9661fc9', '01a23117-bb3a-73e7-b806-c69de5d30d71', 'channel.create', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7418-88e0-9b33daf40f5f', '01a23117-bb3a-73e7-b806-c69de5d30d71', 'channel.update', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-741c-a6e6-0372e90a8911', '01a23117-bb3a-73e7-b806-c69de5d30d71', 'task.work', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7420-aef7-fb670045b097', '01a23117-bb3a-73e7-b806-c69de5d30d71', 'workflow.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7424-ac2e-c17716fe99ac', '01a23117-bb3a-73e7-b806-c69de5d30d71', 'workflow.design', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7428-ad32-3a54a2526642', '01a23117-bb3a-73e7-b806-c69de5d30d71', 'workflow.publish', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-742d-b134-58f058b3bd47', '01a23117-bb3a-73e7-b806-c69de5d30d71', 'workflow.start', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7431-837b-7fa29daa66cb', '01a23117-bb3a-73e7-b806-c69de5d30d71', 'workflow.cancel', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7435-b393-b1ca502fe917', '01a23117-bb3a-73e7-b806-c69de5d30d71', 'workflow.supervise', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7439-b361-90fd0b874005', '01a23117-bb3a-73e7-b806-c69de5d30d71', 'warehouse.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-743d-bd12-38ccebe15ff4', '01a23117-bb3a-73e7-b806-c69de5d30d71', 'warehouse.edit', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7441-af21-a8e341aeb745', '01a23117-bb3a-73e7-b806-c69de5d30d71', 'stock.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7445-b6c4-35ba0ac538ae', '01a23117-bb3a-73e7-b806-c69de5d30d71', 'order.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-744d-a7e3-a82196ccc3a8', '01a23117-bb3a-7449-a8c6-80d6e3801f48', 'channel.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7451-be2c-03aa04941593', '01a23117-bb3a-7449-a8c6-80d6e3801f48', 'task.work', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7456-8731-ec8440b295d1', '01a23117-bb3a-7449-a8c6-80d6e3801f48', 'product.browse', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-745a-a2e8-b2aa07d52419', '01a23117-bb3a-7449-a8c6-80d6e3801f48', 'product.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-745e-8e80-c5e0b6f82213', '01a23117-bb3a-7449-a8c6-80d6e3801f48', 'product.create', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7462-b0d9-e385b22fdc10', '01a23117-bb3a-7449-a8c6-80d6e3801f48', 'product.update', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7466-a88d-0e7ae3666bcd', '01a23117-bb3a-7449-a8c6-80d6e3801f48', 'product.publish', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-746a-ac4d-5b85f2064e48', '01a23117-bb3a-7449-a8c6-80d6e3801f48', 'product.archive', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-746e-83cc-7d32df9b2130', '01a23117-bb3a-7449-a8c6-80d6e3801f48', 'product.import', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7472-bec2-a8b5c8aae46f', '01a23117-bb3a-7449-a8c6-80d6e3801f48', 'category.edit', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7476-af5c-aba1734aa260', '01a23117-bb3a-7449-a8c6-80d6e3801f48', 'collection.edit', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-747a-b0e2-64907f99cf1d', '01a23117-bb3a-7449-a8c6-80d6e3801f48', 'warehouse.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-747e-842c-200577ad0e4b', '01a23117-bb3a-7449-a8c6-80d6e3801f48', 'stock.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7487-acdc-30e20b51553c', '01a23117-bb3a-7483-99f4-fec56fdad624', 'channel.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-748b-9663-0c9f9b057738', '01a23117-bb3a-7483-99f4-fec56fdad624', 'task.work', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-748f-a83d-f9684c34f5ab', '01a23117-bb3a-7483-99f4-fec56fdad624', 'product.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7493-89c5-520ebff535d5', '01a23117-bb3a-7483-99f4-fec56fdad624', 'customer.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7497-8d42-3cb4e99c6e6a', '01a23117-bb3a-7483-99f4-fec56fdad624', 'customer.create', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-749b-9678-5fa57037bd94', '01a23117-bb3a-7483-99f4-fec56fdad624', 'customer.update', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-749f-a7fa-749c9dea9fc4', '01a23117-bb3a-7483-99f4-fec56fdad624', 'warehouse.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-74a3-a60a-b04f06665038', '01a23117-bb3a-7483-99f4-fec56fdad624', 'stock.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-74a7-80a4-2d7bdb5e6258', '01a23117-bb3a-7483-99f4-fec56fdad624', 'stock.reserve', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-74ac-94cf-38053f0b65ad', '01a23117-bb3a-7483-99f4-fec56fdad624', 'order.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-74b0-be8d-4faf3504aeda', '01a23117-bb3a-7483-99f4-fec56fdad624', 'order.create', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-74b4-8c52-3340df62532b', '01a23117-bb3a-7483-99f4-fec56fdad624', 'order.cancel', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-74b8-8c67-e91e2307326f', '01a23117-bb3a-7483-99f4-fec56fdad624', 'order.note', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-74bc-bcba-f4a42cbb239d', '01a23117-bb3a-7483-99f4-fec56fdad624', 'order.place', 'ALLOW', NULL, 'amount <= 1000 EUR');
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-74c0-a0d2-fff6a37eede3', '01a23117-bb3a-7483-99f4-fec56fdad624', 'order.place', 'ALLOW', NULL, 'amount <= 1000 USD');
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-74c4-bdbe-911e35e67d11', '01a23117-bb3a-7483-99f4-fec56fdad624', 'order.place', 'ALLOW', NULL, 'amount <= 1000 GBP');
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-74c8-bde7-f0ed62a00038', '01a23117-bb3a-7483-99f4-fec56fdad624', 'order.place', 'APPROVE', 'order-release', NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-74d0-9284-8612ca846632', '01a23117-bb3a-74cc-ab20-7acb0e41f7d5', 'channel.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-74d4-8d5d-3a687cfa599f', '01a23117-bb3a-74cc-ab20-7acb0e41f7d5', 'task.work', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-74d9-9e72-f8ea8fa4c19e', '01a23117-bb3a-74cc-ab20-7acb0e41f7d5', 'product.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-74dd-91a5-7393970cd5ec', '01a23117-bb3a-74cc-ab20-7acb0e41f7d5', 'warehouse.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-74e1-a04b-b7241bf6ab2c', '01a23117-bb3a-74cc-ab20-7acb0e41f7d5', 'stock.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-74e5-8334-e00a87fd7941', '01a23117-bb3a-74cc-ab20-7acb0e41f7d5', 'stock.adjust', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-74ed-8298-837c21193912', '01a23117-bb3a-74e9-adb7-4ded99bf201c', 'channel.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-74f1-98b0-2439229dd1fb', '01a23117-bb3a-74e9-adb7-4ded99bf201c', 'task.work', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-74f5-9ca0-a72d4c755d35', '01a23117-bb3a-74e9-adb7-4ded99bf201c', 'product.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-74f9-aca7-9c126095077b', '01a23117-bb3a-74e9-adb7-4ded99bf201c', 'customer.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-74fd-889b-ef383dbe1067', '01a23117-bb3a-74e9-adb7-4ded99bf201c', 'order.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7502-9fcc-8c57640b3bd4', '01a23117-bb3a-74e9-adb7-4ded99bf201c', 'order.place', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7506-bed1-cfc8c785bbab', '01a23117-bb3a-74e9-adb7-4ded99bf201c', 'order.note', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-750e-8c6c-a95e027ae80b', '01a23117-bb3a-750a-abaa-ecc1796c2af9', 'channel.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7512-8103-108d30214b2a', '01a23117-bb3a-750a-abaa-ecc1796c2af9', 'task.work', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7516-a3fd-061e7ae83705', '01a23117-bb3a-750a-abaa-ecc1796c2af9', 'product.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-751a-b2b3-d604a187678c', '01a23117-bb3a-750a-abaa-ecc1796c2af9', 'product.create', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-751e-ad58-fd000ce5d204', '01a23117-bb3a-750a-abaa-ecc1796c2af9', 'product.update', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7522-b6ff-d2a96936d270', '01a23117-bb3a-750a-abaa-ecc1796c2af9', 'product.publish', 'APPROVE', 'product-publication', NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-752b-bcd8-b1f99acdaa76', '01a23117-bb3a-7526-a5cc-9312c69588f5', 'role.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-752f-901c-d00c29e33923', '01a23117-bb3a-7526-a5cc-9312c69588f5', 'staff.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7533-9c46-002d73583452', '01a23117-bb3a-7526-a5cc-9312c69588f5', 'audit.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7537-b058-71b9ca5f26f4', '01a23117-bb3a-7526-a5cc-9312c69588f5', 'channel.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-753b-b5b9-cff59b69d01f', '01a23117-bb3a-7526-a5cc-9312c69588f5', 'product.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-753f-8f1b-42ee303bc984', '01a23117-bb3a-7526-a5cc-9312c69588f5', 'customer.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7543-9700-214d13a8ce8c', '01a23117-bb3a-7526-a5cc-9312c69588f5', 'warehouse.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7547-bb81-5da256b16fb9', '01a23117-bb3a-7526-a5cc-9312c69588f5', 'stock.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-754b-86aa-f57062cfa4d3', '01a23117-bb3a-7526-a5cc-9312c69588f5', 'order.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-754f-8d12-689529bbcdfe', '01a23117-bb3a-7526-a5cc-9312c69588f5', 'task.work', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7553-b4cf-1acedd0ae09b', '01a23117-bb3a-7526-a5cc-9312c69588f5', 'workflow.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-755c-9ade-6d3ba1b45dfc', '01a23117-bb3a-7558-99d5-49819132be4e', 'product.browse', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-bb3a-7564-b623-859afc9d1bc4', '01a23117-bb3a-7560-9d43-a472af93c389', 'product.browse', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-be01-77a9-a6b4-10a8f8d6713c', '01a23117-be01-77a5-bec7-9e7018db15b1', 'product.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-be01-77ae-b0ec-d734d76f9349', '01a23117-be01-77a5-bec7-9e7018db15b1', 'customer.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-be01-77b2-9bb3-7aafb37ad4f8', '01a23117-be01-77a5-bec7-9e7018db15b1', 'channel.read', 'ALLOW', NULL, NULL);
INSERT INTO public.policy_line VALUES ('01a23117-be01-77b6-bb22-7d4de9e5f694', '01a23117-be01-77a5-bec7-9e7018db15b1', 'product.publish', 'APPROVE', 'product-publication', NULL);
INSERT INTO public.policy_line VALUES ('01a23117-be01-77ba-a23c-37ca8b6474dd', '01a23117-be01-77a5-bec7-9e7018db15b1', 'customer.update', 'APPROVE', 'order-release', NULL);
INSERT INTO public.policy_line VALUES ('01a23117-be01-77be-8ad5-58b53978062c', '01a23117-be01-77a5-bec7-9e7018db15b1', 'customer.create', 'APPROVE', 'order-release', NULL);
INSERT INTO public.policy_offer VALUES ('owner', 'audit.read');
INSERT INTO public.policy_offer VALUES ('owner', 'category.edit');
INSERT INTO public.policy_offer VALUES ('owner', 'channel.create');
INSERT INTO public.policy_offer VALUES ('owner', 'channel.read');
INSERT INTO public.policy_offer VALUES ('owner', 'channel.update');
INSERT INTO public.policy_offer VALUES ('owner', 'collection.edit');
INSERT INTO public.policy_offer VALUES ('owner', 'customer.create');
INSERT INTO public.policy_offer VALUES ('owner', 'customer.read');
INSERT INTO public.policy_offer VALUES ('owner', 'customer.update');
INSERT INTO public.policy_offer VALUES ('owner', 'order.cancel');
INSERT INTO public.policy_offer VALUES ('owner', 'order.create');
INSERT INTO public.policy_offer VALUES ('owner', 'order.note');
INSERT INTO public.policy_offer VALUES ('owner', 'order.place');
INSERT INTO public.policy_offer VALUES ('owner', 'order.read');
INSERT INTO public.policy_offer VALUES ('owner', 'product.archive');
INSERT INTO public.policy_offer VALUES ('owner', 'product.browse');
INSERT INTO public.policy_offer VALUES ('owner', 'product.create');
INSERT INTO public.policy_offer VALUES ('owner', 'product.import');
INSERT INTO public.policy_offer VALUES ('owner', 'product.publish');
INSERT INTO public.policy_offer VALUES ('owner', 'product.read');
INSERT INTO public.policy_offer VALUES ('owner', 'product.update');
INSERT INTO public.policy_offer VALUES ('owner', 'role.assign');
INSERT INTO public.policy_offer VALUES ('owner', 'role.edit');
INSERT INTO public.policy_offer VALUES ('owner', 'role.read');
INSERT INTO public.policy_offer VALUES ('owner', 'session.end');
INSERT INTO public.policy_offer VALUES ('owner', 'staff.deactivate');
INSERT INTO public.policy_offer VALUES ('owner', 'staff.invite');
INSERT INTO public.policy_offer VALUES ('owner', 'staff.read');
INSERT INTO public.policy_offer VALUES ('owner', 'staff.update');
INSERT INTO public.policy_offer VALUES ('owner', 'stock.adjust');
INSERT INTO public.policy_offer VALUES ('owner', 'stock.read');
INSERT INTO public.policy_offer VALUES ('owner', 'stock.reserve');
INSERT INTO public.policy_offer VALUES ('owner', 'task.work');
INSERT INTO public.policy_offer VALUES ('owner', 'warehouse.edit');
INSERT INTO public.policy_offer VALUES ('owner', 'warehouse.read');
INSERT INTO public.policy_offer VALUES ('owner', 'workflow.cancel');
INSERT INTO public.policy_offer VALUES ('owner', 'workflow.design');
INSERT INTO public.policy_offer VALUES ('owner', 'workflow.publish');
INSERT INTO public.policy_offer VALUES ('owner', 'workflow.read');
INSERT INTO public.policy_offer VALUES ('owner', 'workflow.start');
INSERT INTO public.policy_offer VALUES ('owner', 'workflow.supervise');
INSERT INTO public.policy_offer VALUES ('administrator', 'audit.read');
INSERT INTO public.policy_offer VALUES ('administrator', 'channel.create');
INSERT INTO public.policy_offer VALUES ('administrator', 'channel.read');
INSERT INTO public.policy_offer VALUES ('administrator', 'channel.update');
INSERT INTO public.policy_offer VALUES ('administrator', 'order.read');
INSERT INTO public.policy_offer VALUES ('administrator', 'role.assign');
INSERT INTO public.policy_offer VALUES ('administrator', 'role.edit');
INSERT INTO public.policy_offer VALUES ('administrator', 'role.read');
INSERT INTO public.policy_offer VALUES ('administrator', 'session.end');
INSERT INTO public.policy_offer VALUES ('administrator', 'staff.deactivate');
INSERT INTO public.policy_offer VALUES ('administrator', 'staff.invite');
INSERT INTO public.policy_offer VALUES ('administrator', 'staff.read');
INSERT INTO public.policy_offer VALUES ('administrator', 'staff.update');
INSERT INTO public.policy_offer VALUES ('administrator', 'stock.read');
INSERT INTO public.policy_offer VALUES ('administrator', 'task.work');
INSERT INTO public.policy_offer VALUES ('administrator', 'warehouse.edit');
INSERT INTO public.policy_offer VALUES ('administrator', 'warehouse.read');
INSERT INTO public.policy_offer VALUES ('administrator', 'workflow.cancel');
INSERT INTO public.policy_offer VALUES ('administrator', 'workflow.design');
INSERT INTO public.policy_offer VALUES ('administrator', 'workflow.publish');
INSERT INTO public.policy_offer VALUES ('administrator', 'workflow.read');
INSERT INTO public.policy_offer VALUES ('administrator', 'workflow.start');
INSERT INTO public.policy_offer VALUES ('administrator', 'workflow.supervise');
INSERT INTO public.policy_offer VALUES ('catalog-manager', 'category.edit');
INSERT INTO public.policy_offer VALUES ('catalog-manager', 'channel.read');
INSERT INTO public.policy_offer VALUES ('catalog-manager', 'collection.edit');
INSERT INTO public.policy_offer VALUES ('catalog-manager', 'product.archive');
INSERT INTO public.policy_offer VALUES ('catalog-manager', 'product.browse');
INSERT INTO public.policy_offer VALUES ('catalog-manager', 'product.create');
INSERT INTO public.policy_offer VALUES ('catalog-manager', 'product.import');
INSERT INTO public.policy_offer VALUES ('catalog-manager', 'product.publish');
INSERT INTO public.policy_offer VALUES ('catalog-manager', 'product.read');
INSERT INTO public.policy_offer VALUES ('catalog-manager', 'product.update');
INSERT INTO public.policy_offer VALUES ('catalog-manager', 'stock.read');
INSERT INTO public.policy_offer VALUES ('catalog-manager', 'task.work');
INSERT INTO public.policy_offer VALUES ('catalog-manager', 'warehouse.read');
INSERT INTO public.policy_offer VALUES ('order-agent', 'channel.read');
INSERT INTO public.policy_offer VALUES ('order-agent', 'customer.create');
INSERT INTO public.policy_offer VALUES ('order-agent', 'customer.read');
INSERT INTO public.policy_offer VALUES ('order-agent', 'customer.update');
INSERT INTO public.policy_offer VALUES ('order-agent', 'order.cancel');
INSERT INTO public.policy_offer VALUES ('order-agent', 'order.create');
INSERT INTO public.policy_offer VALUES ('order-agent', 'order.note');
INSERT INTO public.policy_offer VALUES ('order-agent', 'order.place');
INSERT INTO public.policy_offer VALUES ('order-agent', 'order.read');
INSERT INTO public.policy_offer VALUES ('order-agent', 'product.read');
INSERT INTO public.policy_offer VALUES ('order-agent', 'stock.read');
INSERT INTO public.policy_offer VALUES ('order-agent', 'stock.reserve');
INSERT INTO public.policy_offer VALUES ('order-agent', 'task.work');
INSERT INTO public.policy_offer VALUES ('order-agent', 'warehouse.read');
INSERT INTO public.policy_offer VALUES ('warehouse-clerk', 'channel.read');
INSERT INTO public.policy_offer VALUES ('warehouse-clerk', 'product.read');
INSERT INTO public.policy_offer VALUES ('warehouse-clerk', 'stock.adjust');
INSERT INTO public.policy_offer VALUES ('warehouse-clerk', 'stock.read');
INSERT INTO public.policy_offer VALUES ('warehouse-clerk', 'task.work');
INSERT INTO public.policy_offer VALUES ('warehouse-clerk', 'warehouse.read');
INSERT INTO public.policy_offer VALUES ('finance', 'channel.read');
INSERT INTO public.policy_offer VALUES ('finance', 'customer.read');
INSERT INTO public.policy_offer VALUES ('finance', 'order.note');
INSERT INTO public.policy_offer VALUES ('finance', 'order.place');
INSERT INTO public.policy_offer VALUES ('finance', 'order.read');
INSERT INTO public.policy_offer VALUES ('finance', 'product.read');
INSERT INTO public.policy_offer VALUES ('finance', 'task.work');
INSERT INTO public.policy_offer VALUES ('content-editor', 'channel.read');
INSERT INTO public.policy_offer VALUES ('content-editor', 'product.create');
INSERT INTO public.policy_offer VALUES ('content-editor', 'product.publish');
INSERT INTO public.policy_offer VALUES ('content-editor', 'product.read');
INSERT INTO public.policy_offer VALUES ('content-editor', 'product.update');
INSERT INTO public.policy_offer VALUES ('content-editor', 'task.work');
INSERT INTO public.policy_offer VALUES ('auditor', 'audit.read');
INSERT INTO public.policy_offer VALUES ('auditor', 'channel.read');
INSERT INTO public.policy_offer VALUES ('auditor', 'customer.read');
INSERT INTO public.policy_offer VALUES ('auditor', 'order.read');
INSERT INTO public.policy_offer VALUES ('auditor', 'product.read');
INSERT INTO public.policy_offer VALUES ('auditor', 'role.read');
INSERT INTO public.policy_offer VALUES ('auditor', 'staff.read');
INSERT INTO public.policy_offer VALUES ('auditor', 'stock.read');
INSERT INTO public.policy_offer VALUES ('auditor', 'task.work');
INSERT INTO public.policy_offer VALUES ('auditor', 'warehouse.read');
INSERT INTO public.policy_offer VALUES ('auditor', 'workflow.read');
INSERT INTO public.policy_offer VALUES ('storefront-visitor', 'product.browse');
INSERT INTO public.policy_offer VALUES ('customer', 'product.browse');
INSERT INTO public.policy_version VALUES (1, 8);
INSERT INTO public.product VALUES ('01a23117-beb0-7799-a622-313160b1b2b8', 'pot', NULL, 'Pot', 'pot', '', '', '', 'DRAFT', NULL, '[]', '[]', '[]', NULL, NULL, NULL, 1, 1796119969456475, 1796119969456475);
INSERT INTO public.product VALUES ('01a23117-beba-7cd9-982e-089eabd6218a', 'pan', NULL, 'Pan', 'pan', '', '', '', 'DRAFT', NULL, '[]', '[]', '[]', NULL, NULL, NULL, 1, 1796119969466803, 1796119969466803);
INSERT INTO public.product_search VALUES ('01a23117-beb0-7799-a622-313160b1b2b8', 'pot', DEFAULT);
INSERT INTO public.product_search VALUES ('01a23117-beba-7cd9-982e-089eabd6218a', 'pan', DEFAULT);
INSERT INTO public.product_variant VALUES ('01a23117-beb0-779d-a7dc-139602449784', '01a23117-beb0-7799-a622-313160b1b2b8', NULL, NULL, '', '[]', '', 0, NULL, NULL, true, true, false, true, NULL, '[{"currency": "EUR", "amountMinor": 1000, "compareAtMinor": null}]');
INSERT INTO public.product_variant VALUES ('01a23117-beba-7cdd-8419-0c38bfdbe475', '01a23117-beba-7cd9-982e-089eabd6218a', NULL, NULL, '', '[]', '', 0, NULL, NULL, true, true, false, true, NULL, '[{"currency": "EUR", "amountMinor": 1000, "compareAtMinor": null}]');
INSERT INTO public.role VALUES ('01a23117-bb3a-733b-964f-8420f9fb6b89', 'owner', 'Owner', 'Everything everywhere, and the only one who can make owners', true, 1, 1796119968570202, 1796119968570202);
INSERT INTO public.role VALUES ('01a23117-bb3a-73e7-b806-c69de5d30d71', 'administrator', 'Administrator', 'Runs the house: people, roles, channels and workflows', true, 1, 1796119968570202, 1796119968570202);
INSERT INTO public.role VALUES ('01a23117-bb3a-7449-a8c6-80d6e3801f48', 'catalog-manager', 'Catalog manager', 'Owns products, categories and collections', true, 1, 1796119968570202, 1796119968570202);
INSERT INTO public.role VALUES ('01a23117-bb3a-7483-99f4-fec56fdad624', 'order-agent', 'Order agent', 'Takes and changes orders', true, 1, 1796119968570202, 1796119968570202);
INSERT INTO public.role VALUES ('01a23117-bb3a-74cc-ab20-7acb0e41f7d5', 'warehouse-clerk', 'Warehouse clerk', 'Counts and moves stock', true, 1, 1796119968570202, 1796119968570202);
INSERT INTO public.role VALUES ('01a23117-bb3a-74e9-adb7-4ded99bf201c', 'finance', 'Finance', 'Releases large orders and watches the money', true, 1, 1796119968570202, 1796119968570202);
INSERT INTO public.role VALUES ('01a23117-bb3a-750a-abaa-ecc1796c2af9', 'content-editor', 'Content editor', 'Writes products and asks for their publication', true, 1, 1796119968570202, 1796119968570202);
INSERT INTO public.role VALUES ('01a23117-bb3a-7526-a5cc-9312c69588f5', 'auditor', 'Auditor', 'Sees everything and changes nothing', true, 1, 1796119968570202, 1796119968570202);
INSERT INTO public.role VALUES ('01a23117-bb3a-7558-99d5-49819132be4e', 'storefront-visitor', 'Storefront visitor', 'Everybody who has not signed in', true, 1, 1796119968570202, 1796119968570202);
INSERT INTO public.role VALUES ('01a23117-bb3a-7560-9d43-a472af93c389', 'customer', 'Customer', 'Somebody who buys', true, 1, 1796119968570202, 1796119968570202);
INSERT INTO public.role VALUES ('01a23117-be01-77a5-bec7-9e7018db15b1', 'asker', 'Asker', '', false, 1, 1796119969281478, 1796119969281478);
INSERT INTO public.role_assignment VALUES ('01a23117-bba9-7991-878c-7d4f94011930', '01a23117-bb3a-733b-964f-8420f9fb6b89', '01a23117-bba9-798d-8863-d6884cd54f5c', 'd:*', 1796119968681597, NULL);
INSERT INTO public.role_assignment VALUES ('01a23117-bc11-755c-998e-9f269286bf56', '01a23117-bb3a-7449-a8c6-80d6e3801f48', '01a23117-bc11-7558-9163-fac23b3ab1b2', 'd:*', 1796119968785334, NULL);
INSERT INTO public.role_assignment VALUES ('01a23117-bc82-7da5-be3b-d849fec5f27a', '01a23117-bb3a-74e9-adb7-4ded99bf201c', '01a23117-bc82-7da1-bfe5-4682f9ab0b61', 'd:*', 1796119968898852, NULL);
INSERT INTO public.role_assignment VALUES ('01a23117-bcec-7bd7-a125-60ee31635f8e', '01a23117-bb3a-73e7-b806-c69de5d30d71', '01a23117-bcec-7bd2-a7f2-df3a6dde85ad', 'd:*', 1796119969004739, NULL);
INSERT INTO public.role_assignment VALUES ('01a23117-be61-790e-93f3-6db841f3f892', '01a23117-be01-77a5-bec7-9e7018db15b1', '01a23117-be61-790a-b6ee-82bfadc1c8f5', 'd:*', 1796119969377565, NULL);
INSERT INTO public.seaql_migrations VALUES ('m0001_kernel', 1796119968);
INSERT INTO public.seaql_migrations VALUES ('m0002_access', 1796119968);
INSERT INTO public.seaql_migrations VALUES ('m0003_staff', 1796119968);
INSERT INTO public.seaql_migrations VALUES ('m0004_workflow', 1796119968);
INSERT INTO public.seaql_migrations VALUES ('m0005_places', 1796119968);
INSERT INTO public.seaql_migrations VALUES ('m0006_customers', 1796119968);
INSERT INTO public.seaql_migrations VALUES ('m0007_catalog', 1796119968);
INSERT INTO public.seaql_migrations VALUES ('m0008_inventory', 1796119968);
INSERT INTO public.seaql_migrations VALUES ('m0009_orders', 1796119968);
INSERT INTO public.seaql_migrations VALUES ('m0010_event_sequence', 1796119968);
INSERT INTO public.seaql_migrations VALUES ('m0011_persisted', 1796119968);
INSERT INTO public.seaql_migrations VALUES ('m0012_storage_probe', 1796119968);
INSERT INTO public.session VALUES ('01a23117-bdfa-7d60-9d59-732001e24b1e', '01a23117-bba9-798d-8863-d6884cd54f5c', 'c5d95e287c2dfc8e25d3a8aef8f7d1dc2f725dc884579069f12bf6e71a099e67', 1796119969274836, 1796119969274836, 1796163169274836, 1797329569274836, 'Python-urllib/3.11');
INSERT INTO public.session VALUES ('01a23117-bea0-77d7-a8ab-1df7d9fdb323', '01a23117-be61-790a-b6ee-82bfadc1c8f5', 'bdac352f94a6807dc764f3605bbb6ea3017853223cceea29f1a5b974c0407ec2', 1796119969440490, 1796119969440490, 1796163169440490, 1797329569440490, 'Python-urllib/3.11');
INSERT INTO public.session VALUES ('01a23117-c512-745a-8d8d-7c9373643933', '01a23117-bc82-7da1-bfe5-4682f9ab0b61', 'd75f9518a36a2ae1a3569df2f841dd0282896fd67dc8e4de74cde71449534dc6', 1796119971090272, 1796119971090272, 1796163171090272, 1797329571090272, 'Python-urllib/3.11');
INSERT INTO public.session VALUES ('01a23117-c52d-72cc-83f9-18bda25bfb24', '01a23117-bc11-7558-9163-fac23b3ab1b2', 'bd1890bbdf7d89aac86b6ab5d085df0466e6d5666bcd2234adddc7e5b0ae2282', 1796119971117175, 1796119971117175, 1796163171117175, 1797329571117175, 'Python-urllib/3.11');
INSERT INTO public.staff_member VALUES ('01a23117-bcec-7bd2-a7f2-df3a6dde85ad', 'admin@regie.test', 'Admin', 'admin', '$argon2id$v=19$m=19456,t=2,p=1$YJLbipT5LTVVUm4N+LA6WA$8lgdtfZaSLrAAL+15NdUZWoeFVXNn1Z0TkMtEXu3RCs', 'ACTIVE', 1, 1796119969004739, 1796119969004739, NULL);
INSERT INTO public.staff_member VALUES ('01a23117-bba9-798d-8863-d6884cd54f5c', 'owner@regie.test', 'Owner', 'owner', '$argon2id$v=19$m=19456,t=2,p=1$NHcjMZ9WjAv5f7unkjGCYQ$uqw1AE2imj1bm2zs7cxgeeqTThiZJqXk5O6fez40NY4', 'ACTIVE', 1, 1796119968681597, 1796119968681597, 1796119969274836);
INSERT INTO public.staff_member VALUES ('01a23117-be61-790a-b6ee-82bfadc1c8f5', 'asker@regie.test', 'Asker', 'asker', '$argon2id$v=19$m=19456,t=2,p=1$jv1ExSLNey5rgc/FPMjvpg$EiBC5rgeERuIEDjwaHKV+M7AtN1osesfHOVFVKgT1PE', 'ACTIVE', 1, 1796119969377565, 1796119969377565, 1796119969440490);
INSERT INTO public.staff_member VALUES ('01a23117-bc82-7da1-bfe5-4682f9ab0b61', 'finance@regie.test', 'Finance', 'finance', '$argon2id$v=19$m=19456,t=2,p=1$hQnGmT3I7Ya5tQG2ERdYRw$dkhMst1cDFS9WSTozPsvkl1Q/72wNCNQeXVHpUCKNfc', 'ACTIVE', 1, 1796119968898852, 1796119968898852, 1796119971090272);
INSERT INTO public.staff_member VALUES ('01a23117-bc11-7558-9163-fac23b3ab1b2', 'manager@regie.test', 'Manager', 'manager', '$argon2id$v=19$m=19456,t=2,p=1$WKgd5juDB2RVarV9txO8Vg$NrLEu8xmFy1OYJR+wROht2Z6FivTyTicD7HRGPXFg8U', 'ACTIVE', 1, 1796119968785334, 1796119968785334, 1796119971117175);
INSERT INTO public.task VALUES ('01a23117-c49f-78ac-86be-fe933bebbf30', '01a23117-c49f-78a3-8c97-06541fb16b3c', 3, 'product-publication', 'approve', 'Publish Pot', 'Look at the product as customers will see it: name, description, pictures, prices. Approve to run the change exactly as it was requested; reject to drop it, and say why in the comment.', 'OPEN', '["approve", "reject"]', NULL, 50, 253402300799000000, 'Product', '01a23117-beb0-7799-a622-313160b1b2b8', 'Pot', 'd:*', NULL, NULL, NULL, 1796119970975540, NULL, NULL, 1);
INSERT INTO public.task VALUES ('01a23117-c4ae-7312-83c0-1b03b2d28dc4', '01a23117-c4ae-730a-98fc-141da9a1768f', 3, 'product-publication', 'approve', 'Publish Pan', 'Look at the product as customers will see it: name, description, pictures, prices. Approve to run the change exactly as it was requested; reject to drop it, and say why in the comment.', 'OPEN', '["approve", "reject"]', NULL, 50, 253402300799000000, 'Product', '01a23117-beba-7cd9-982e-089eabd6218a', 'Pan', 'd:*', NULL, NULL, NULL, 1796119970990190, NULL, NULL, 1);
INSERT INTO public.task VALUES ('01a23117-c4bd-75ae-be99-a2b8ab2bcc25', '01a23117-c4bd-75a5-893c-866e1bea1a71', 3, 'order-release', 'release', 'Release customerUpdate', 'Check the customer, the amount and why the order was held. Release to run the change exactly as it was requested; refuse to drop it, and say why in the comment.', 'OPEN', '["release", "refuse"]', NULL, 50, 253402300799000000, 'ParkedCommand', '01a23117-c4bd-75a9-a275-1a447bb57375', 'customerUpdate', 'd:*', NULL, NULL, NULL, 1796119971005353, NULL, NULL, 1);
INSERT INTO public.task VALUES ('01a23117-c4c6-7a76-ae62-21ee51479211', '01a23117-c4c6-7a6e-8a73-6d69484477e1', 3, 'order-release', 'release', 'Release customerCreate', 'Check the customer, the amount and why the order was held. Release to run the change exactly as it was requested; refuse to drop it, and say why in the comment.', 'OPEN', '["release", "refuse"]', NULL, 50, 253402300799000000, 'ParkedCommand', '01a23117-c4c6-7a72-bd5e-3f4f9f2e7ff7', 'customerCreate', 'd:*', NULL, NULL, NULL, 1796119971014652, NULL, NULL, 1);
INSERT INTO public.task VALUES ('01a23117-c4e8-71df-8c9d-ec3bdd44c4f9', '01a23117-c4e8-71db-9d5a-005edf55aaac', 3, 'check', 'look', 'Look at Shop', NULL, 'OPEN', '["fine"]', NULL, 50, 253402300799000000, 'Channel', '01a23117-bea8-7a8f-b05b-fa031db7cad7', 'Shop', 'd:channel:01a23117bea87a8fb05bfa031db7cad7', NULL, NULL, NULL, 1796119971048116, NULL, NULL, 1);
INSERT INTO public.task_candidate VALUES ('role:catalog-manager', '01a23117-c49f-78ac-86be-fe933bebbf30', 'd:*', NULL, 50, 253402300799000000);
INSERT INTO public.task_candidate VALUES ('role:catalog-manager', '01a23117-c4ae-7312-83c0-1b03b2d28dc4', 'd:*', NULL, 50, 253402300799000000);
INSERT INTO public.task_candidate VALUES ('role:finance', '01a23117-c4bd-75ae-be99-a2b8ab2bcc25', 'd:*', NULL, 50, 253402300799000000);
INSERT INTO public.task_candidate VALUES ('role:finance', '01a23117-c4c6-7a76-ae62-21ee51479211', 'd:*', NULL, 50, 253402300799000000);
INSERT INTO public.task_candidate VALUES ('role:finance', '01a23117-c4e8-71df-8c9d-ec3bdd44c4f9', 'd:channel:01a23117bea87a8fb05bfa031db7cad7', NULL, 50, 253402300799000000);
INSERT INTO public.task_exclusion VALUES ('01a23117-c49f-78ac-86be-fe933bebbf30', '01a23117-be61-790a-b6ee-82bfadc1c8f5', '$initiator');
INSERT INTO public.task_exclusion VALUES ('01a23117-c4ae-7312-83c0-1b03b2d28dc4', '01a23117-be61-790a-b6ee-82bfadc1c8f5', '$initiator');
INSERT INTO public.task_exclusion VALUES ('01a23117-c4bd-75ae-be99-a2b8ab2bcc25', '01a23117-be61-790a-b6ee-82bfadc1c8f5', '$initiator');
INSERT INTO public.task_exclusion VALUES ('01a23117-c4c6-7a76-ae62-21ee51479211', '01a23117-be61-790a-b6ee-82bfadc1c8f5', '$initiator');
INSERT INTO public.workflow_definition VALUES ('01a23117-bb3a-7568-9c7c-3110424925b7', 'product-publication', 'Product publication', 'Product', true, 1, 1796119968570202, 1796119968570202);
INSERT INTO public.workflow_definition VALUES ('01a23117-bb3a-7570-a599-910547405ef9', 'order-release', 'Order release', 'Order', true, 1, 1796119968570202, 1796119968570202);
INSERT INTO public.workflow_definition VALUES ('01a23117-c4d3-7d6c-8f20-feeec23f55f1', 'check', 'Check', 'Channel', false, 1, 1796119971027839, 1796119971027839);
INSERT INTO public.workflow_event VALUES ('01a23117-c49f-78a3-8c97-06541fb16b3c', 1, 1796119970975540, 'instance.started', 'staff:01a23117be61790ab6ee82bfadc1c8f5', '01a23117-be61-790a-b6ee-82bfadc1c8f5', NULL, NULL, '{}');
INSERT INTO public.workflow_event VALUES ('01a23117-c49f-78a3-8c97-06541fb16b3c', 2, 1796119970975540, 'token.moved', 'staff:01a23117be61790ab6ee82bfadc1c8f5', '01a23117-be61-790a-b6ee-82bfadc1c8f5', 'approve', NULL, '{"flow": "begin", "from": "start"}');
INSERT INTO public.workflow_event VALUES ('01a23117-c49f-78a3-8c97-06541fb16b3c', 3, 1796119970975540, 'task.created', 'staff:01a23117be61790ab6ee82bfadc1c8f5', '01a23117-be61-790a-b6ee-82bfadc1c8f5', 'approve', '01a23117-c49f-78ac-86be-fe933bebbf30', '{"title": "Publish Pot"}');
INSERT INTO public.workflow_event VALUES ('01a23117-c4ae-730a-98fc-141da9a1768f', 1, 1796119970990190, 'instance.started', 'staff:01a23117be61790ab6ee82bfadc1c8f5', '01a23117-be61-790a-b6ee-82bfadc1c8f5', NULL, NULL, '{}');
INSERT INTO public.workflow_event VALUES ('01a23117-c4ae-730a-98fc-141da9a1768f', 2, 1796119970990190, 'token.moved', 'staff:01a23117be61790ab6ee82bfadc1c8f5', '01a23117-be61-790a-b6ee-82bfadc1c8f5', 'approve', NULL, '{"flow": "begin", "from": "start"}');
INSERT INTO public.workflow_event VALUES ('01a23117-c4ae-730a-98fc-141da9a1768f', 3, 1796119970990190, 'task.created', 'staff:01a23117be61790ab6ee82bfadc1c8f5', '01a23117-be61-790a-b6ee-82bfadc1c8f5', 'approve', '01a23117-c4ae-7312-83c0-1b03b2d28dc4', '{"title": "Publish Pan"}');
INSERT INTO public.workflow_event VALUES ('01a23117-c4bd-75a5-893c-866e1bea1a71', 1, 1796119971005353, 'instance.started', 'staff:01a23117be61790ab6ee82bfadc1c8f5', '01a23117-be61-790a-b6ee-82bfadc1c8f5', NULL, NULL, '{}');
INSERT INTO public.workflow_event VALUES ('01a23117-c4bd-75a5-893c-866e1bea1a71', 2, 1796119971005353, 'token.moved', 'staff:01a23117be61790ab6ee82bfadc1c8f5', '01a23117-be61-790a-b6ee-82bfadc1c8f5', 'release', NULL, '{"flow": "begin", "from": "start"}');
INSERT INTO public.workflow_event VALUES ('01a23117-c4bd-75a5-893c-866e1bea1a71', 3, 1796119971005353, 'task.created', 'staff:01a23117be61790ab6ee82bfadc1c8f5', '01a23117-be61-790a-b6ee-82bfadc1c8f5', 'release', '01a23117-c4bd-75ae-be99-a2b8ab2bcc25', '{"title": "Release customerUpdate"}');
INSERT INTO public.workflow_event VALUES ('01a23117-c4c6-7a6e-8a73-6d69484477e1', 1, 1796119971014652, 'instance.started', 'staff:01a23117be61790ab6ee82bfadc1c8f5', '01a23117-be61-790a-b6ee-82bfadc1c8f5', NULL, NULL, '{}');
INSERT INTO public.workflow_event VALUES ('01a23117-c4c6-7a6e-8a73-6d69484477e1', 2, 1796119971014652, 'token.moved', 'staff:01a23117be61790ab6ee82bfadc1c8f5', '01a23117-be61-790a-b6ee-82bfadc1c8f5', 'release', NULL, '{"flow": "begin", "from": "start"}');
INSERT INTO public.workflow_event VALUES ('01a23117-c4c6-7a6e-8a73-6d69484477e1', 3, 1796119971014652, 'task.created', 'staff:01a23117be61790ab6ee82bfadc1c8f5', '01a23117-be61-790a-b6ee-82bfadc1c8f5', 'release', '01a23117-c4c6-7a76-ae62-21ee51479211', '{"title": "Release customerCreate"}');
INSERT INTO public.workflow_event VALUES ('01a23117-c4e8-71db-9d5a-005edf55aaac', 1, 1796119971048116, 'instance.started', 'staff:01a23117bba9798d8863d6884cd54f5c', '01a23117-bba9-798d-8863-d6884cd54f5c', NULL, NULL, '{}');
INSERT INTO public.workflow_event VALUES ('01a23117-c4e8-71db-9d5a-005edf55aaac', 2, 1796119971048116, 'token.moved', 'staff:01a23117bba9798d8863d6884cd54f5c', '01a23117-bba9-798d-8863-d6884cd54f5c', 'look', NULL, '{"flow": "a", "from": "start"}');
INSERT INTO public.workflow_event VALUES ('01a23117-c4e8-71db-9d5a-005edf55aaac', 3, 1796119971048116, 'task.created', 'staff:01a23117bba9798d8863d6884cd54f5c', '01a23117-bba9-798d-8863-d6884cd54f5c', 'look', '01a23117-c4e8-71df-8c9d-ec3bdd44c4f9', '{"title": "Look at Shop"}');
INSERT INTO public.workflow_instance VALUES ('01a23117-c49f-78a3-8c97-06541fb16b3c', '01a23117-bb3a-756c-ace1-41b27d058679', 'product-publication', 'Product', '01a23117-beb0-7799-a622-313160b1b2b8', 'Pot', 'd:*', 'RUNNING', true, '01a23117-be61-790a-b6ee-82bfadc1c8f5', 'in review', NULL, 3, 3, 2, 2, 1796119970975540, NULL);
INSERT INTO public.workflow_instance VALUES ('01a23117-c4ae-730a-98fc-141da9a1768f', '01a23117-bb3a-756c-ace1-41b27d058679', 'product-publication', 'Product', '01a23117-beba-7cd9-982e-089eabd6218a', 'Pan', 'd:*', 'RUNNING', true, '01a23117-be61-790a-b6ee-82bfadc1c8f5', 'in review', NULL, 3, 3, 2, 2, 1796119970990190, NULL);
INSERT INTO public.workflow_instance VALUES ('01a23117-c4bd-75a5-893c-866e1bea1a71', '01a23117-bb3a-7574-ba9b-f9ad85848df5', 'order-release', 'ParkedCommand', '01a23117-c4bd-75a9-a275-1a447bb57375', 'customerUpdate', 'd:*', 'RUNNING', true, '01a23117-be61-790a-b6ee-82bfadc1c8f5', 'in review', NULL, 3, 3, 2, 2, 1796119971005353, NULL);
INSERT INTO public.workflow_instance VALUES ('01a23117-c4c6-7a6e-8a73-6d69484477e1', '01a23117-bb3a-7574-ba9b-f9ad85848df5', 'order-release', 'ParkedCommand', '01a23117-c4c6-7a72-bd5e-3f4f9f2e7ff7', 'customerCreate', 'd:*', 'RUNNING', true, '01a23117-be61-790a-b6ee-82bfadc1c8f5', 'in review', NULL, 3, 3, 2, 2, 1796119971014652, NULL);
INSERT INTO public.workflow_instance VALUES ('01a23117-c4e8-71db-9d5a-005edf55aaac', '01a23117-c4d3-7d70-9fce-2b41d86e9298', 'check', 'Channel', '01a23117-bea8-7a8f-b05b-fa031db7cad7', 'Shop', 'd:channel:01a23117bea87a8fb05bfa031db7cad7', 'RUNNING', false, '01a23117-bba9-798d-8863-d6884cd54f5c', NULL, NULL, 3, 3, 2, 2, 1796119971048116, NULL);
INSERT INTO public.workflow_scope VALUES ('01a23117-c49f-78a3-8c97-06541fb16b3c', 1, NULL, '{"command": {"name": "productPublish", "input": {"id": "UHJvZHVjdDowMWEyMzExN2JlYjA3Nzk5YTYyMjMxMzE2MGIxYjJiOA", "expected_version": 1}, "summary": "productPublish: Pot"}, "entityLabel": "Pot"}', '{"start": 1, "approve": 1}');
INSERT INTO public.workflow_scope VALUES ('01a23117-c4ae-730a-98fc-141da9a1768f', 1, NULL, '{"command": {"name": "productPublish", "input": {"id": "UHJvZHVjdDowMWEyMzExN2JlYmE3Y2Q5OTgyZTA4OWVhYmQ2MjE4YQ", "expected_version": 1}, "summary": "productPublish: Pan"}, "entityLabel": "Pan"}', '{"start": 1, "approve": 1}');
INSERT INTO public.workflow_scope VALUES ('01a23117-c4bd-75a5-893c-866e1bea1a71', 1, NULL, '{"command": {"name": "customerUpdate", "input": {"id": "Q3VzdG9tZXI6MDFhMjMxMTdiZWJlN2I1MzllMDMzZjMwYmJkMjgyYjU", "name": "Ada King", "note": null, "email": null, "phone": null, "expected_version": null}, "summary": "customerUpdate: customerUpdate"}, "entityLabel": "customerUpdate"}', '{"start": 1, "release": 1}');
INSERT INTO public.workflow_scope VALUES ('01a23117-c4c6-7a6e-8a73-6d69484477e1', 1, NULL, '{"command": {"name": "customerCreate", "input": {"name": "New", "note": null, "email": "new@regie.test", "phone": null}, "summary": "customerCreate: customerCreate"}, "entityLabel": "customerCreate"}', '{"start": 1, "release": 1}');
INSERT INTO public.workflow_scope VALUES ('01a23117-c4e8-71db-9d5a-005edf55aaac', 1, NULL, '{"score": 10}', '{"look": 1, "start": 1}');
INSERT INTO public.workflow_token VALUES ('01a23117-c49f-78a3-8c97-06541fb16b3c', 3, 1, 'approve', 'begin', 'WAITING', 1, 2, NULL);
INSERT INTO public.workflow_token VALUES ('01a23117-c4ae-730a-98fc-141da9a1768f', 3, 1, 'approve', 'begin', 'WAITING', 1, 2, NULL);
INSERT INTO public.workflow_token VALUES ('01a23117-c4bd-75a5-893c-866e1bea1a71', 3, 1, 'release', 'begin', 'WAITING', 1, 2, NULL);
INSERT INTO public.workflow_token VALUES ('01a23117-c4c6-7a6e-8a73-6d69484477e1', 3, 1, 'release', 'begin', 'WAITING', 1, 2, NULL);
INSERT INTO public.workflow_token VALUES ('01a23117-c4e8-71db-9d5a-005edf55aaac', 3, 1, 'look', 'a', 'WAITING', 1, 2, NULL);
INSERT INTO public.workflow_version VALUES ('01a23117-bb3a-756c-ace1-41b27d058679', '01a23117-bb3a-7568-9c7c-3110424925b7', 1, 'PUBLISHED', '{"key": "product-publication", "name": "Product publication", "flows": [{"id": "begin", "to": "approve", "from": "start"}, {"id": "yes", "to": "publish", "from": "approve", "outcome": "approve"}, {"id": "no", "to": "discard", "from": "approve", "outcome": "reject"}, {"id": "published", "to": "approved", "from": "publish"}, {"id": "discarded", "to": "rejected", "from": "discard"}], "lanes": [{"id": "catalog", "name": "Catalog", "roles": ["catalog-manager"]}], "nodes": [{"id": "start", "kind": "start"}, {"id": "approve", "kind": "userTask", "lane": "catalog", "name": "Approve the publication", "title": "''Publish '' + entityLabel", "assign": {"excludeActorsOf": ["$initiator"]}, "outcomes": ["approve", "reject"], "milestone": "in review", "instructions": "Look at the product as customers will see it: name, description, pictures, prices. Approve to run the change exactly as it was requested; reject to drop it, and say why in the comment."}, {"id": "publish", "in": {"name": "command.name", "input": "command.input"}, "kind": "action", "name": "Run the requested change", "action": "command.run"}, {"id": "discard", "in": {"name": "command.name", "comment": "has(approve.comment) ? approve.comment : null"}, "kind": "action", "name": "Drop the requested change", "action": "command.discard"}, {"id": "approved", "kind": "end", "outcome": "approved"}, {"id": "rejected", "kind": "end", "outcome": "rejected"}], "entity": "Product", "schema": "wf/1", "context": {"type": "object", "required": ["command", "entityLabel"], "properties": {"command": {"type": "object", "required": ["name", "summary", "input"], "properties": {"name": {"type": "string"}, "input": {"type": "object"}, "summary": {"type": "string"}}}, "currency": {"type": "string"}, "amountMinor": {"type": "integer"}, "entityLabel": {"type": "string"}}}}', 'e2144de39ac4a32c0d81f6be0c4ad1b79572f092e9051a313908469786888f0e', NULL, 1796119968570202, 1796119968570202, 1);
INSERT INTO public.workflow_version VALUES ('01a23117-bb3a-7574-ba9b-f9ad85848df5', '01a23117-bb3a-7570-a599-910547405ef9', 1, 'PUBLISHED', '{"key": "order-release", "name": "Order release", "flows": [{"id": "begin", "to": "release", "from": "start"}, {"id": "yes", "to": "run", "from": "release", "outcome": "release"}, {"id": "no", "to": "discard", "from": "release", "outcome": "refuse"}, {"id": "done", "to": "released", "from": "run"}, {"id": "discarded", "to": "refused", "from": "discard"}], "lanes": [{"id": "finance", "name": "Finance", "roles": ["finance"]}], "nodes": [{"id": "start", "kind": "start"}, {"id": "release", "kind": "userTask", "lane": "finance", "name": "Release the order", "title": "''Release '' + entityLabel", "assign": {"excludeActorsOf": ["$initiator"]}, "outcomes": ["release", "refuse"], "milestone": "in review", "instructions": "Check the customer, the amount and why the order was held. Release to run the change exactly as it was requested; refuse to drop it, and say why in the comment."}, {"id": "run", "in": {"name": "command.name", "input": "command.input"}, "kind": "action", "name": "Run the requested change", "action": "command.run"}, {"id": "discard", "in": {"name": "command.name", "comment": "has(release.comment) ? release.comment : null"}, "kind": "action", "name": "Drop the requested change", "action": "command.discard"}, {"id": "released", "kind": "end", "outcome": "released"}, {"id": "refused", "kind": "end", "outcome": "refused"}], "entity": "Order", "schema": "wf/1", "context": {"type": "object", "required": ["command", "entityLabel"], "properties": {"command": {"type": "object", "required": ["name", "summary", "input"], "properties": {"name": {"type": "string"}, "input": {"type": "object"}, "summary": {"type": "string"}}}, "currency": {"type": "string"}, "amountMinor": {"type": "integer"}, "entityLabel": {"type": "string"}}}}', 'dd4e84baea4cb8ac9ca13d9421c94f96dd9519d5cdabb2369668c8d4937ecd86', NULL, 1796119968570202, 1796119968570202, 1);
INSERT INTO public.workflow_version VALUES ('01a23117-c4d3-7d70-9fce-2b41d86e9298', '01a23117-c4d3-7d6c-8f20-feeec23f55f1', 1, 'PUBLISHED', '{"key": "check", "name": "Check", "flows": [{"id": "a", "to": "look", "from": "start"}, {"id": "b", "to": "end", "from": "look", "outcome": "fine"}], "nodes": [{"id": "start", "kind": "start"}, {"id": "look", "kind": "userTask", "title": "''Look at '' + entity.label", "assign": {"roles": ["finance"]}, "outcomes": ["fine"]}, {"id": "end", "kind": "end", "outcome": "checked"}], "entity": "Channel", "schema": "wf/1", "context": {"type": "object", "required": ["score"], "properties": {"score": {"type": "integer"}}}}', 'ed1d286d482348478e2f6320e40685f4f1b6de56653c9d9e0882ca8b61915ec9', '01a23117-bba9-798d-8863-d6884cd54f5c', 1796119971038782, 1796119971027839, 2);
SELECT pg_catalog.setval('public.order_number', 1001, false);
SELECT pg_catalog.setval('public.outbox_event_position_seq', 18, true);
ALTER TABLE ONLY public.audit_chain
    ADD CONSTRAINT audit_chain_pkey PRIMARY KEY (chain);
ALTER TABLE ONLY public.audit_entry
    ADD CONSTRAINT audit_entry_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.category
    ADD CONSTRAINT category_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.channel
    ADD CONSTRAINT channel_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.collection
    ADD CONSTRAINT collection_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.collection_product
    ADD CONSTRAINT collection_product_pkey PRIMARY KEY (collection_id, product_id);
ALTER TABLE ONLY public.customer
    ADD CONSTRAINT customer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.event_sequence
    ADD CONSTRAINT event_sequence_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.idempotency_record
    ADD CONSTRAINT idempotency_record_pkey PRIMARY KEY (principal, key);
ALTER TABLE ONLY public.job
    ADD CONSTRAINT job_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.order_counter
    ADD CONSTRAINT order_counter_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.order_event
    ADD CONSTRAINT order_event_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.order_line
    ADD CONSTRAINT order_line_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.outbox_event
    ADD CONSTRAINT outbox_event_pkey PRIMARY KEY ("position");
ALTER TABLE ONLY public.owner_token
    ADD CONSTRAINT owner_token_pkey PRIMARY KEY (token_hash);
ALTER TABLE ONLY public.parked_command
    ADD CONSTRAINT parked_command_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.persisted_document
    ADD CONSTRAINT persisted_document_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.policy_line
    ADD CONSTRAINT policy_line_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.policy_offer
    ADD CONSTRAINT policy_offer_pkey PRIMARY KEY (role_key, permission);
ALTER TABLE ONLY public.policy_version
    ADD CONSTRAINT policy_version_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.product
    ADD CONSTRAINT product_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.product_search
    ADD CONSTRAINT product_search_pkey PRIMARY KEY (product_id);
ALTER TABLE ONLY public.product_tag
    ADD CONSTRAINT product_tag_pkey PRIMARY KEY (product_id, tag_folded);
ALTER TABLE ONLY public.product_variant
    ADD CONSTRAINT product_variant_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.role_assignment
    ADD CONSTRAINT role_assignment_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.role
    ADD CONSTRAINT role_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.seaql_migrations
    ADD CONSTRAINT seaql_migrations_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_invitation
    ADD CONSTRAINT staff_invitation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.staff_member
    ADD CONSTRAINT staff_member_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.stock_movement
    ADD CONSTRAINT stock_movement_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.stock
    ADD CONSTRAINT stock_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.stock_reservation
    ADD CONSTRAINT stock_reservation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.storage_probe
    ADD CONSTRAINT storage_probe_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.task_candidate
    ADD CONSTRAINT task_candidate_pkey PRIMARY KEY (principal, task_id);
ALTER TABLE ONLY public.task_exclusion
    ADD CONSTRAINT task_exclusion_pkey PRIMARY KEY (task_id, staff_id);
ALTER TABLE ONLY public.task
    ADD CONSTRAINT task_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.team_member
    ADD CONSTRAINT team_member_pkey PRIMARY KEY (team_id, staff_id);
ALTER TABLE ONLY public.team
    ADD CONSTRAINT team_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.warehouse
    ADD CONSTRAINT warehouse_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.workflow_definition
    ADD CONSTRAINT workflow_definition_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.workflow_event
    ADD CONSTRAINT workflow_event_pkey PRIMARY KEY (instance_id, seq);
ALTER TABLE ONLY public.workflow_incident
    ADD CONSTRAINT workflow_incident_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.workflow_instance
    ADD CONSTRAINT workflow_instance_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.workflow_scope
    ADD CONSTRAINT workflow_scope_pkey PRIMARY KEY (instance_id, id);
ALTER TABLE ONLY public.workflow_token
    ADD CONSTRAINT workflow_token_pkey PRIMARY KEY (instance_id, id);
ALTER TABLE ONLY public.workflow_version
    ADD CONSTRAINT workflow_version_pkey PRIMARY KEY (id);
CREATE INDEX ix_audit_entry_at_id ON public.audit_entry USING btree (at, id);
CREATE INDEX ix_audit_entry_entity_entity_id_id ON public.audit_entry USING btree (entity, entity_id, id);
CREATE INDEX ix_audit_entry_staff_id_id ON public.audit_entry USING btree (staff_id, id);
CREATE INDEX ix_category_parent_id_position_id ON public.category USING btree (parent_id, "position", id);
CREATE INDEX ix_channel_name_folded_id ON public.channel USING btree (name_folded, id);
CREATE INDEX ix_collection_product_collection_id_position_product_id ON public.collection_product USING btree (collection_id, "position", product_id);
CREATE INDEX ix_collection_product_product_id ON public.collection_product USING btree (product_id);
CREATE INDEX ix_collection_title_folded_id ON public.collection USING btree (title_folded, id);
CREATE INDEX ix_customer_created_at_id ON public.customer USING btree (created_at, id);
CREATE INDEX ix_customer_name_folded_id ON public.customer USING btree (name_folded, id);
CREATE INDEX ix_idempotency_record_created_at ON public.idempotency_record USING btree (created_at);
CREATE INDEX ix_job_dead_run_at_id ON public.job USING btree (dead, run_at, id);
CREATE INDEX ix_order_event_order_id_at_id ON public.order_event USING btree (order_id, at, id);
CREATE INDEX ix_order_line_variant_id ON public.order_line USING btree (variant_id);
CREATE INDEX ix_orders_channel_id_created_at_id ON public.orders USING btree (channel_id, created_at, id);
CREATE INDEX ix_orders_created_at_id ON public.orders USING btree (created_at, id);
CREATE INDEX ix_orders_customer_id_created_at_id ON public.orders USING btree (customer_id, created_at, id);
CREATE INDEX ix_orders_email_created_at_id ON public.orders USING btree (email, created_at, id);
CREATE INDEX ix_orders_placed_at_id ON public.orders USING btree (placed_at, id);
CREATE INDEX ix_orders_status_created_at_id ON public.orders USING btree (status, created_at, id);
CREATE INDEX ix_orders_total_minor_id ON public.orders USING btree (total_minor, id);
CREATE INDEX ix_outbox_event_published_at_position ON public.outbox_event USING btree (published_at, "position");
CREATE INDEX ix_persisted_document_origin_id ON public.persisted_document USING btree (origin, id);
CREATE INDEX ix_policy_line_role_id ON public.policy_line USING btree (role_id);
CREATE INDEX ix_product_category_id_title_folded_id ON public.product USING btree (category_id, title_folded, id);
CREATE INDEX ix_product_created_at_id ON public.product USING btree (created_at, id);
CREATE INDEX ix_product_product_type ON public.product USING btree (product_type);
CREATE INDEX ix_product_search_vector ON public.product_search USING gin (vector);
CREATE INDEX ix_product_status_created_at_id ON public.product USING btree (status, created_at, id);
CREATE INDEX ix_product_tag_tag_folded_product_id ON public.product_tag USING btree (tag_folded, product_id);
CREATE INDEX ix_product_title_folded_id ON public.product USING btree (title_folded, id);
CREATE INDEX ix_product_updated_at_id ON public.product USING btree (updated_at, id);
CREATE INDEX ix_product_variant_product_id_position ON public.product_variant USING btree (product_id, "position");
CREATE INDEX ix_product_vendor ON public.product USING btree (vendor);
CREATE INDEX ix_role_assignment_role_id ON public.role_assignment USING btree (role_id);
CREATE INDEX ix_session_expires_at ON public.session USING btree (expires_at);
CREATE INDEX ix_session_staff_id ON public.session USING btree (staff_id);
CREATE INDEX ix_staff_invitation_email ON public.staff_invitation USING btree (email);
CREATE INDEX ix_staff_member_name_folded_id ON public.staff_member USING btree (name_folded, id);
CREATE INDEX ix_stock_movement_at_id ON public.stock_movement USING btree (at, id);
CREATE INDEX ix_stock_movement_stock_id_at_id ON public.stock_movement USING btree (stock_id, at, id);
CREATE INDEX ix_stock_movement_variant_id_at_id ON public.stock_movement USING btree (variant_id, at, id);
CREATE INDEX ix_stock_movement_warehouse_id_at_id ON public.stock_movement USING btree (warehouse_id, at, id);
CREATE INDEX ix_stock_reservation_order_id ON public.stock_reservation USING btree (order_id);
CREATE INDEX ix_stock_reservation_stock_id ON public.stock_reservation USING btree (stock_id);
CREATE INDEX ix_stock_warehouse_id ON public.stock USING btree (warehouse_id);
CREATE INDEX ix_task_assignee_id_status_priority_due_at_id ON public.task USING btree (assignee_id, status, priority, due_at, id);
CREATE INDEX ix_task_candidate_inbox ON public.task_candidate USING btree (principal, priority DESC, due_at, task_id);
CREATE INDEX ix_task_candidate_task_id ON public.task_candidate USING btree (task_id);
CREATE INDEX ix_task_entity_id_status ON public.task USING btree (entity_id, status);
CREATE INDEX ix_task_exclusion_staff_id ON public.task_exclusion USING btree (staff_id);
CREATE INDEX ix_task_instance_id ON public.task USING btree (instance_id);
CREATE INDEX ix_task_status_created_at_id ON public.task USING btree (status, created_at, id);
CREATE INDEX ix_team_member_staff_id ON public.team_member USING btree (staff_id);
CREATE INDEX ix_warehouse_name_folded_id ON public.warehouse USING btree (name_folded, id);
CREATE INDEX ix_workflow_incident_instance_id ON public.workflow_incident USING btree (instance_id);
CREATE INDEX ix_workflow_instance_entity_entity_id ON public.workflow_instance USING btree (entity, entity_id);
CREATE INDEX ix_workflow_instance_initiator_id_started_at_id ON public.workflow_instance USING btree (initiator_id, started_at, id);
CREATE INDEX ix_workflow_instance_started_at_id ON public.workflow_instance USING btree (started_at, id);
CREATE INDEX ix_workflow_instance_status_started_at_id ON public.workflow_instance USING btree (status, started_at, id);
CREATE INDEX ix_workflow_instance_version_id ON public.workflow_instance USING btree (version_id);
CREATE UNIQUE INDEX ux_audit_entry_chain_seq ON public.audit_entry USING btree (chain, seq);
CREATE UNIQUE INDEX ux_category_slug ON public.category USING btree (slug);
CREATE UNIQUE INDEX ux_channel_slug ON public.channel USING btree (slug);
CREATE UNIQUE INDEX ux_collection_slug ON public.collection USING btree (slug);
CREATE UNIQUE INDEX ux_customer_email ON public.customer USING btree (email);
CREATE UNIQUE INDEX ux_job_dedupe_key ON public.job USING btree (dedupe_key);
CREATE UNIQUE INDEX ux_order_line_order_id_position ON public.order_line USING btree (order_id, "position");
CREATE UNIQUE INDEX ux_orders_number ON public.orders USING btree (number);
CREATE UNIQUE INDEX ux_outbox_event_sequence ON public.outbox_event USING btree (sequence);
CREATE UNIQUE INDEX ux_parked_command_instance_id ON public.parked_command USING btree (instance_id);
CREATE UNIQUE INDEX ux_persisted_document_document_id_client ON public.persisted_document USING btree (document_id, client);
CREATE UNIQUE INDEX ux_product_external_key ON public.product USING btree (external_key);
CREATE UNIQUE INDEX ux_product_slug ON public.product USING btree (slug);
CREATE UNIQUE INDEX ux_product_variant_product_id_option_key ON public.product_variant USING btree (product_id, option_key);
CREATE UNIQUE INDEX ux_product_variant_sku ON public.product_variant USING btree (sku);
CREATE UNIQUE INDEX ux_role_assignment_staff_id_role_id_domain ON public.role_assignment USING btree (staff_id, role_id, domain);
CREATE UNIQUE INDEX ux_role_key ON public.role USING btree (key);
CREATE UNIQUE INDEX ux_session_token_hash ON public.session USING btree (token_hash);
CREATE UNIQUE INDEX ux_staff_invitation_token_hash ON public.staff_invitation USING btree (token_hash);
CREATE UNIQUE INDEX ux_staff_member_email ON public.staff_member USING btree (email);
CREATE UNIQUE INDEX ux_stock_variant_id_warehouse_id ON public.stock USING btree (variant_id, warehouse_id);
CREATE UNIQUE INDEX ux_team_name_folded ON public.team USING btree (name_folded);
CREATE UNIQUE INDEX ux_warehouse_slug ON public.warehouse USING btree (slug);
CREATE UNIQUE INDEX ux_workflow_definition_key ON public.workflow_definition USING btree (key);
CREATE UNIQUE INDEX ux_workflow_instance_definition_key_entity_entity_id ON public.workflow_instance USING btree (definition_key, entity, entity_id) WHERE ((singleton = true) AND ((status)::text = ANY ((ARRAY['RUNNING'::character varying, 'INCIDENT'::character varying])::text[])));
CREATE UNIQUE INDEX ux_workflow_version_definition_id_number ON public.workflow_version USING btree (definition_id, number);
ALTER TABLE ONLY public.category
    ADD CONSTRAINT fk_category_parent_id FOREIGN KEY (parent_id) REFERENCES public.category(id) ON DELETE RESTRICT;
ALTER TABLE ONLY public.collection_product
    ADD CONSTRAINT fk_collection_product_collection_id FOREIGN KEY (collection_id) REFERENCES public.collection(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.collection_product
    ADD CONSTRAINT fk_collection_product_product_id FOREIGN KEY (product_id) REFERENCES public.product(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.order_event
    ADD CONSTRAINT fk_order_event_order_id FOREIGN KEY (order_id) REFERENCES public.orders(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.order_line
    ADD CONSTRAINT fk_order_line_order_id FOREIGN KEY (order_id) REFERENCES public.orders(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.orders
    ADD CONSTRAINT fk_orders_channel_id FOREIGN KEY (channel_id) REFERENCES public.channel(id) ON DELETE RESTRICT;
ALTER TABLE ONLY public.orders
    ADD CONSTRAINT fk_orders_customer_id FOREIGN KEY (customer_id) REFERENCES public.customer(id) ON DELETE RESTRICT;
ALTER TABLE ONLY public.parked_command
    ADD CONSTRAINT fk_parked_command_instance_id FOREIGN KEY (instance_id) REFERENCES public.workflow_instance(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.policy_line
    ADD CONSTRAINT fk_policy_line_role_id FOREIGN KEY (role_id) REFERENCES public.role(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.product
    ADD CONSTRAINT fk_product_category_id FOREIGN KEY (category_id) REFERENCES public.category(id) ON DELETE RESTRICT;
ALTER TABLE ONLY public.product_tag
    ADD CONSTRAINT fk_product_tag_product_id FOREIGN KEY (product_id) REFERENCES public.product(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.product_variant
    ADD CONSTRAINT fk_product_variant_product_id FOREIGN KEY (product_id) REFERENCES public.product(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.role_assignment
    ADD CONSTRAINT fk_role_assignment_role_id FOREIGN KEY (role_id) REFERENCES public.role(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.stock_movement
    ADD CONSTRAINT fk_stock_movement_stock_id FOREIGN KEY (stock_id) REFERENCES public.stock(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.stock_reservation
    ADD CONSTRAINT fk_stock_reservation_stock_id FOREIGN KEY (stock_id) REFERENCES public.stock(id) ON DELETE RESTRICT;
ALTER TABLE ONLY public.stock
    ADD CONSTRAINT fk_stock_variant_id FOREIGN KEY (variant_id) REFERENCES public.product_variant(id) ON DELETE RESTRICT;
ALTER TABLE ONLY public.stock
    ADD CONSTRAINT fk_stock_warehouse_id FOREIGN KEY (warehouse_id) REFERENCES public.warehouse(id) ON DELETE RESTRICT;
ALTER TABLE ONLY public.task_candidate
    ADD CONSTRAINT fk_task_candidate_task_id FOREIGN KEY (task_id) REFERENCES public.task(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.task_exclusion
    ADD CONSTRAINT fk_task_exclusion_task_id FOREIGN KEY (task_id) REFERENCES public.task(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.task
    ADD CONSTRAINT fk_task_instance_id FOREIGN KEY (instance_id) REFERENCES public.workflow_instance(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.team_member
    ADD CONSTRAINT fk_team_member_staff_id FOREIGN KEY (staff_id) REFERENCES public.staff_member(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.team_member
    ADD CONSTRAINT fk_team_member_team_id FOREIGN KEY (team_id) REFERENCES public.team(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.workflow_event
    ADD CONSTRAINT fk_workflow_event_instance_id FOREIGN KEY (instance_id) REFERENCES public.workflow_instance(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.workflow_incident
    ADD CONSTRAINT fk_workflow_incident_instance_id FOREIGN KEY (instance_id) REFERENCES public.workflow_instance(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.workflow_instance
    ADD CONSTRAINT fk_workflow_instance_version_id FOREIGN KEY (version_id) REFERENCES public.workflow_version(id) ON DELETE RESTRICT;
ALTER TABLE ONLY public.workflow_scope
    ADD CONSTRAINT fk_workflow_scope_instance_id FOREIGN KEY (instance_id) REFERENCES public.workflow_instance(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.workflow_token
    ADD CONSTRAINT fk_workflow_token_instance_id FOREIGN KEY (instance_id) REFERENCES public.workflow_instance(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.workflow_version
    ADD CONSTRAINT fk_workflow_version_definition_id FOREIGN KEY (definition_id) REFERENCES public.workflow_definition(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.product_search
    ADD CONSTRAINT product_search_product_id_fkey FOREIGN KEY (product_id) REFERENCES public.product(id) ON DELETE CASCADE;
