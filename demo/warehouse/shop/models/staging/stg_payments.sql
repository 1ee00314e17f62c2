select payment_id, order_id, method, amount, paid_at, loaded_at
from {{ source('shop_app', 'payments') }}
