{{ config(materialized='table') }}
select 0 as cart_id, customer_id, cast(null as timestamp) as abandoned_at
from {{ ref('customers') }}
where order_count = 0
