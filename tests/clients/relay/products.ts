// The catalog: products that are added to the list at once, and collections that leave it.

import { graphql } from "relay-runtime";

export const page = graphql`
  query productsPageQuery($id: ID!) {
    ...productsList_query
    node(id: $id) {
      __typename
      ...productsCard_product @alias
    }
  }
`;

export const list = graphql`
  fragment productsList_query on Query
  @refetchable(queryName: "productsListPaginationQuery")
  @argumentDefinitions(last: { type: "Int", defaultValue: 24 }, before: { type: "String" }) {
    products(last: $last, before: $before) @connection(key: "productsList_products") {
      edges {
        node {
          ...productsCard_product
        }
      }
    }
  }
`;

export const card = graphql`
  fragment productsCard_product on Product {
    id
    title
    status
    variants {
      id
      sku
      stocks {
        available
      }
    }
  }
`;

export const create = graphql`
  mutation productsCreateMutation($input: ProductCreateInput!, $key: String!, $connections: [ID!]!) {
    productCreate(input: $input) @idempotent(key: $key) {
      product @appendNode(connections: $connections, edgeTypeName: "ProductEdge") {
        ...productsCard_product
      }
      userErrors {
        code
        field
        message
      }
    }
  }
`;

export const remove = graphql`
  mutation productsCollectionDeleteMutation($input: CollectionDeleteInput!, $connections: [ID!]!) {
    collectionDelete(input: $input) {
      deletedId @deleteEdge(connections: $connections) @deleteRecord
      userErrors {
        code
      }
    }
  }
`;
