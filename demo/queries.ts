/** The query of the demo: every table with its columns, and what dbt says of both. */
export const TABLES_QUERY = `query Tables {
  tables {
    database
    schema
    name
    dbtDescription
    lastRefreshedAt
    dbtTests {
      name
      testName
      columnName
      outcome
      severity
      failures
      executedAt
      outdated
    }
    dbt {
      match { status reason candidates { uniqueId environment { id name } } }
      node { uniqueId resourceType materialization environment { id name } }
      freshness { basis unknownReason lastAttemptedAt lastAttemptStatus sourceStatus }
      testSummary { outcome total passed warned failed errored skipped notRun outdated }
      health
      asOf
    }
    columns {
      name
      type
      dbtDescription
      dbtTests { name outcome }
      dbt { match { status } testSummary { outcome total } }
    }
  }
}`;

export const CONFIGURE_MUTATION = `mutation Configure($input: DbtIntegrationInput!) {
  configureDbtIntegration(input: $input) {
    integration {
      status
      apiHost
      serviceToken { preview }
      environments { id name projectName adapterType }
    }
    userErrors { code field message }
  }
}`;
