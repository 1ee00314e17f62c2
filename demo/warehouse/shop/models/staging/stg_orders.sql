select order_id, customer_id, ordered_at, store_code, status
from {{ source('shop_app', 'orders') }}
