-- A new password instead of a forgotten one, for whoever has the code that was sent to the account's phone.

comment on column auth.code.purpose is 'register, or reset: a new password instead of a forgotten one';

-- Gives the member with this phone another password, and uses the code up: 'done' and the number of the code. Or nothing happened: the
-- account is 'disabled', has another phone ('none'), or the code is not what it was when it was checked: 'none', 'used', 'expired', 'wrong'.
create function auth.reset_password(
    this_member bigint, to_phone text, secret text, code text, hash text, out verdict text, out reference bigint
)
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    this_code auth.code;
begin
    -- Codes for one phone are used one after another: each finds what the one before it has done.
    perform pg_advisory_xact_lock(hashtextextended(auth.hashed('messages to ' || to_phone), 0));
    select c.* into this_code from auth.code c
    where c.purpose = 'reset' and c.phone = to_phone and c.browser = auth.hashed('browser ' || secret)
    for update;
    verdict := case
        when this_code.id is null then 'none'
        when this_code.used_at is not null then 'used'
        when this_code.expires_at <= clock_timestamp() then 'expired'
        when this_code.code_hash is distinct from auth.code_hashed(secret, to_phone, code) then 'wrong'
    end;
    if verdict is not null then
        return;
    end if;
    update auth.member m set password_hash = hash, credentials_version = m.credentials_version + 1
    where m.id = this_member and m.phone = to_phone and m.disabled_at is null;
    if not found then
        verdict := case
            when exists (select from auth.member m where m.id = this_member and m.phone = to_phone) then 'disabled'
            else 'none'
        end;
        return;
    end if;
    update auth.code c set used_at = clock_timestamp(), code_hash = null where c.id = this_code.id;
    delete from auth.mailbox m where m.code_id = this_code.id;
    -- Other browsers that asked for one get no second password by it.
    delete from auth.code c where c.purpose = 'reset' and c.phone = to_phone and c.id <> this_code.id;
    -- Who was kept waiting for wrong passwords has proved to be the owner. And no device is the owner's any more because somebody knew the
    -- old password there.
    delete from auth.attempt a
    where a.subject = any(array[auth.hashed('member ' || this_member), auth.hashed('confirmation ' || this_member)]);
    delete from auth.known_device k where k.member_id = this_member;
    verdict := 'done';
    reference := this_code.id;
end
$$;

revoke execute on function auth.reset_password(bigint, text, text, text, text) from public;
grant execute on function auth.reset_password(bigint, text, text, text, text) to cfmall_auth;
