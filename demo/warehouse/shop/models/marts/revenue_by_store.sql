{{ config(alias='RevenueByStore') }}
select store_code as "StoreCode", sum(total_amount) as "Revenue"
from {{ ref('orders') }}
group by 1
