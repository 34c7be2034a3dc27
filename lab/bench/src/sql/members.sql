-- One account that can log in, with the password of the demo members: its session is the one whose payload is copied.
-- The nickname is as long as every other one, so that a payload of one becomes another's by replacing bytes.

insert into auth.member (id, user_name, nickname, password_hash)
select 1000001, 'bench', '顾客000001', password_hash
from auth.member where user_name = 'zhangsan';
