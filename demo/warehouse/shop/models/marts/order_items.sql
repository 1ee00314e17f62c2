{{ config(materialized='incremental', unique_key=['order_id', 'line_number']) }}
select * from {{ ref('stg_order_items') }}
{% if is_incremental() %}
where order_id > (select max(order_id) from {{ this }})
{% endif %}
