select
  customer_id,
  case
    when lifetime_amount >= 2000 then 'champion'
    when order_count >= 4 then 'regular'
    else 'occasional'
  end as segment,
  lifetime_amount
from {{ ref('customers') }}
