-- Members of the benchmark, :members of them. They share the password of the demo members.
-- Ids and nicknames are of one length each, so that a payload of one becomes another's by replacing bytes.

insert into auth.member (id, user_name, nickname, password_hash)
select 1000000 + n, 'bench-' || n, 'B' || lpad(n::text, 9, '0'), known.password_hash
from generate_series(1, :members) n
cross join (select password_hash from auth.member where user_name = 'zhangsan') known;
