-- Logging in with a code to the account's phone or e-mail address.

comment on column auth.code.purpose is
    'register; reset: a new password instead of a forgotten one; email or phone: another address or another phone for a member; '
    'login: logging in without the password';
comment on column auth.code.code_hash is 'null once the code can do nothing more; one that logged somebody in keeps it';

-- When the password became another. Null for the one with which the account was made, and for one from before this was noted.
alter table auth.member add column password_since timestamptz;

create function auth.note_password() returns trigger
language plpgsql
as $$
begin
    new.password_since := clock_timestamp();
    return new;
end
$$;

create trigger member_password before update of credentials_version on auth.member
for each row when (new.credentials_version <> old.credentials_version)
execute function auth.note_password();

-- Lets the member who is reached there log in with the code that went there, and uses it up: 'done', and the version of the credentials.
-- Or nothing happened: the account is 'disabled', is reached otherwise, has another password since the code was sent ('none') or has been
-- reached there for less than a day ('young'), or the code is not what it was when it was checked: 'none', 'used', 'expired', 'wrong'.
-- The same form may come twice within half a minute: whoever clicks twice, or is told that the service is not there, gets the second answer.
create function auth.log_in_by_code(
    this_member bigint, to_address text, secret text, code text, out verdict text, out version integer
)
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    this_code auth.code;
    owner auth.member;
    moment timestamptz;
begin
    select c.* into this_code from auth.code c
    where c.purpose = 'login' and c.phone = to_address and c.browser = auth.hashed('browser ' || secret)
    for update;
    moment := clock_timestamp();
    select m.* into owner from auth.member m where m.id = this_member and to_address in (m.phone, m.email);
    verdict := case
        when this_code.id is null or owner.id is null or this_code.sent_at <= owner.password_since then 'none'
        when this_code.used_at <= moment - interval '30 seconds' then 'used'
        when this_code.used_at is null and this_code.expires_at <= moment then 'expired'
        when this_code.code_hash is distinct from auth.code_hashed(secret, to_address, code)
            then case when this_code.used_at is null then 'wrong' else 'used' end
        when owner.disabled_at is not null then 'disabled'
        when not auth.resets(owner, to_address) then 'young'
        else 'done'
    end;
    -- Nobody tries others in that half minute.
    if verdict = 'used' then
        update auth.code c set code_hash = null where c.id = this_code.id;
    end if;
    if verdict <> 'done' then
        return;
    end if;
    version := owner.credentials_version;
    if this_code.used_at is not null then
        return;
    end if;
    update auth.code c set used_at = moment where c.id = this_code.id;
    delete from auth.mailbox m where m.code_id = this_code.id;
    insert into auth.login_time (member_id, latest) values (owner.id, moment)
    on conflict (member_id) do update set previous = login_time.latest, latest = excluded.latest;
end
$$;

-- As before; of a login by anything but the password the entry says by what.
create or replace function auth.note_login() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan
as $$
begin
    perform auth.note_activity(
        new.member_id, case new.kind when 'created' then 'login' else 'confirmed' end, nullif(new.detail, 'password'), new.ip,
        (select l.user_agent from session.login l where l.id = new.session_id)
    );
    return null;
end
$$;

revoke execute on function auth.note_password(), auth.log_in_by_code(bigint, text, text, text) from public;
grant execute on function auth.log_in_by_code(bigint, text, text, text) to cfmall_auth;
