{{ config(materialized='table') }}
select customer_id, full_name, lifetime_amount, row_number() over (order by lifetime_amount desc) as rank
from {{ ref('customers') }}
order by rank
limit 5
