-- Registration: phone numbers with their country, user names that cannot be taken for another's, and codes that are sent to a phone.

-- As E.164 has them: +86 and eleven digits.
alter table auth.member drop constraint member_phone_form;
update auth.member set phone = '+86' || phone where phone is not null;
alter table auth.member
    add constraint member_phone_form check (phone ~ '^\+[1-9][0-9]{6,14}$'),
    -- What the user name looks like (UTS #39), as the program computes it, which has the tables. Null for a name that was there before.
    add column user_name_look text,
    -- Who logs in names one account: no user name is a phone number or a mail address. Not checked for names that were there before.
    add constraint member_user_name_is_no_address check (user_name ~ '[^+0-9 -]' and user_name !~ '@') not valid;

-- What a name in ASCII looks like: the program's tables say the same of these letters and digits.
create function auth.plain_look(user_name text) returns text
language sql immutable
return translate(replace(lower(user_name), 'm', 'rn'), '01', 'ol');

-- Two names that look the same are one.
create unique index member_user_name_look_key on auth.member (coalesce(user_name_look, auth.plain_look(user_name)));

-- A code that was sent to a phone, for one browser: only what is in its cookie and the code together give the hash. Whoever reads this
-- table cannot try all the million codes.
create table auth.code (
    id bigint generated always as identity primary key,
    -- What it is for: 'register'.
    purpose text not null,
    phone text not null,
    -- The browser that asked for it, as a hash.
    browser text not null,
    -- Null once the code can do nothing more.
    code_hash text,
    sent_at timestamptz not null,
    expires_at timestamptz not null,
    -- How often another code was typed.
    wrong integer not null default 0,
    -- How often this code was typed, and something else was in the way.
    accepted integer not null default 0,
    used_at timestamptz,
    constraint code_of_a_browser unique (purpose, phone, browser)
);
create index code_browser on auth.code (purpose, browser, sent_at);
create index code_sent_at on auth.code (sent_at);

-- When messages went to a phone, as a hash: what limits them outlives the codes.
create table auth.message_sent (
    subject text not null,
    at timestamptz not null
);
create index message_sent_subject on auth.message_sent (subject, at);
create index message_sent_at on auth.message_sent (at);

-- Phones for demonstrations: what would be on them stands here, and on a page. Always empty where others can reach the shop. A message
-- goes with its code.
create table auth.mailbox (
    id bigint generated always as identity primary key,
    code_id bigint not null references auth.code (id) on delete cascade,
    phone text not null,
    words text not null,
    sent_at timestamptz not null default clock_timestamp()
);
create index mailbox_code on auth.mailbox (code_id);

create function auth.code_hashed(secret text, phone text, code text) returns text
language sql immutable
return auth.hashed('code ' || secret || ' ' || phone || ' ' || code);

-- The time until the next message may go to this subject, if it is not now: a minute after the last one, at most five in an hour and
-- ten in a day.
create function auth.message_wait(to_subject text, moment timestamptz) returns interval
language plpgsql stable set plan_cache_mode = force_custom_plan
as $$
begin
    return (
        select max(allowed.at) - moment
        from (
            select s.at + pause.length as at
            from (
                values (0, interval '60 seconds'), (4, interval '1 hour'), (9, interval '1 day')
            ) pause (newer, length),
            lateral (
                select m.at from auth.message_sent m where m.subject = to_subject
                order by m.at desc offset pause.newer limit 1
            ) s
        ) allowed
        where allowed.at > moment
    );
end
$$;

-- Notes that a code goes to a phone. Null as `wait`: it may go, under this number; and whether the phone has an account. Otherwise nothing was
-- noted. Thirty messages are free from one address, and one is forgotten every two minutes.
create function auth.code_send(
    for_purpose text, to_phone text, secret text, code text, address text,
    out wait interval, out reference bigint, out is_member boolean
)
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    to_subject text := auth.hashed('messages to ' || to_phone);
    moment timestamptz;
begin
    -- Of many requests at the same time each finds the ones before it.
    perform pg_advisory_xact_lock(hashtextextended(to_subject, 0));
    moment := clock_timestamp();
    wait := auth.message_wait(to_subject, moment);
    if wait is null and address is not null then
        wait := auth.charge(array['messages from ' || address], array[30], array[interval '2 minutes']);
    end if;
    if wait is not null then
        return;
    end if;
    insert into auth.message_sent (subject, at) values (to_subject, moment);
    insert into auth.code as c (purpose, phone, browser, code_hash, sent_at, expires_at)
    values (
        for_purpose, to_phone, auth.hashed('browser ' || secret), auth.code_hashed(secret, to_phone, code),
        moment, moment + interval '10 minutes'
    )
    on conflict on constraint code_of_a_browser do update set
        code_hash = excluded.code_hash, sent_at = excluded.sent_at, expires_at = excluded.expires_at,
        wrong = 0, accepted = 0, used_at = null
    returning c.id into reference;
    delete from auth.mailbox m where m.code_id = reference;
    is_member := exists (select from auth.member m where m.phone = to_phone);
    delete from auth.mailbox m using auth.code c where c.id = m.code_id and c.expires_at < moment;
    delete from auth.code c where c.id = any(array(
        select o.id from auth.code o where o.sent_at < moment - interval '1 day'
        order by o.sent_at limit 20 for update skip locked
    ));
    delete from auth.message_sent s where s.ctid = any(array(
        select o.ctid from auth.message_sent o where o.at < moment - interval '1 day'
        order by o.at limit 20 for update skip locked
    ));
end
$$;

-- The message did not go: the code is nothing, and the next one has not to wait for it.
create function auth.code_unsent(unsent bigint) returns void
language sql
begin atomic
    delete from auth.message_sent s using auth.code c
    where c.id = unsent and s.subject = auth.hashed('messages to ' || c.phone) and s.at = c.sent_at;
    delete from auth.code c where c.id = unsent;
end;

-- Whether this is the code that was sent to this phone for this browser: 'right', 'wrong', 'none' (nothing was sent), 'used', 'expired',
-- 'exhausted' (five others were tried, or it was shown twenty times), or 'too-many' with the time to wait: thirty wrong codes are free
-- from one address, over all phones, and one is forgotten every two minutes.
create function auth.code_check(
    for_purpose text, to_phone text, secret text, code text, address text, out verdict text, out wait interval
)
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    subjects text[] := case when address is null then '{}' else array['codes from ' || address] end;
    found auth.code;
begin
    if address is not null then
        wait := auth.charge(subjects, array[30], array[interval '2 minutes']);
        if wait is not null then
            verdict := 'too-many';
            return;
        end if;
    end if;
    select c.* into found from auth.code c
    where c.purpose = for_purpose and c.phone = to_phone and c.browser = auth.hashed('browser ' || secret)
    for update;
    verdict := case
        when found.id is null then 'none'
        when found.used_at is not null then 'used'
        when found.expires_at <= clock_timestamp() then 'expired'
        when found.wrong >= 5 or found.accepted >= 20 then 'exhausted'
        when found.code_hash = auth.code_hashed(secret, to_phone, code) then 'right'
        else 'wrong'
    end;
    if verdict = 'wrong' then
        update auth.code c set wrong = c.wrong + 1, code_hash = case when c.wrong < 4 then c.code_hash end
        where c.id = found.id;
        return;
    end if;
    -- No code was guessed.
    perform auth.settle('{}', subjects, null, null);
    if verdict = 'right' then
        update auth.code c set accepted = c.accepted + 1 where c.id = found.id;
    end if;
end
$$;

-- Makes a member of whoever has this code, and uses it up: 'done' and the member's number. Or nothing happened: 'phone' or 'user-name' is
-- another's, or the code is not what it was when it was checked: 'none', 'used', 'expired', 'wrong'.
create function auth.register(
    to_phone text, secret text, code text, name text, look text, shown_as text, hash text, out verdict text, out member_id bigint
)
language plpgsql set plan_cache_mode = force_custom_plan
as $$
declare
    found auth.code;
    broken text;
begin
    select c.* into found from auth.code c
    where c.purpose = 'register' and c.phone = to_phone and c.browser = auth.hashed('browser ' || secret)
    for update;
    verdict := case
        when found.id is null then 'none'
        when found.used_at is not null then 'used'
        when found.expires_at <= clock_timestamp() then 'expired'
        when found.code_hash is distinct from auth.code_hashed(secret, to_phone, code) then 'wrong'
    end;
    if verdict is not null then
        return;
    end if;
    begin
        insert into auth.member (user_name, user_name_look, phone, nickname, password_hash)
        values (name, look, to_phone, shown_as, hash)
        returning id into member_id;
    exception
        when unique_violation then
            get stacked diagnostics broken = constraint_name;
            verdict := case broken when 'member_phone_key' then 'phone' else 'user-name' end;
            return;
    end;
    update auth.code c set used_at = clock_timestamp(), code_hash = null where c.id = found.id;
    delete from auth.mailbox m where m.code_id = found.id;
    verdict := 'done';
end
$$;

revoke execute on all functions in schema auth from public;
grant execute on function
    auth.plain_look(text), auth.code_hashed(text, text, text), auth.message_wait(text, timestamptz), auth.code_send(text, text, text, text, text),
    auth.code_unsent(bigint), auth.code_check(text, text, text, text, text),
    auth.register(text, text, text, text, text, text, text)
    to cfmall_auth;
