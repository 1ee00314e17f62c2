select delivery_id, order_id, cast(2.5 * days_under_way as decimal(10, 2)) as amount
from {{ source('shop_reports', 'late_deliveries') }}
