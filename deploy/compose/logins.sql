-- The roles of the two services may log in, with the passwords of the secrets. Run by psql as the owner, after the migrations.
\set ON_ERROR_STOP on
\set auth_password `cat /run/secrets/auth_password`
\set mall_password `cat /run/secrets/mall_password`
alter role cfmall_auth login password :'auth_password';
alter role cfmall_mall login password :'mall_password';
