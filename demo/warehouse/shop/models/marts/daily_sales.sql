select
  cast(ordered_at as date) as sold_on,
  count(*)::integer as order_count,
  sum(total_amount)::decimal(12, 2) as total_amount
from {{ ref('orders') }}
group by 1
