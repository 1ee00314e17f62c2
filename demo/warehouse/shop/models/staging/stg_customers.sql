select customer_id, full_name, lower(email) as email, city, joined_on
from {{ source('shop_app', 'customers') }}
