//! The settings that roles have in a database, such as their `search_path`.

/// The statement that gives roles the same settings in a copy as they have in its template: `create database … template …` leaves
/// them out. Both names are taken as they are.
pub fn copy_role_settings(template: &str, copy: &str) -> String {
    format!(
        "do $$
         declare
             of record;
         begin
             for of in
                 select setrole::regrole as role, split_part(setting, '=', 1) as name,
                        substr(setting, strpos(setting, '=') + 1) as value
                 from pg_db_role_setting, unnest(setconfig) setting
                 where setrole <> 0 and setdatabase = (select oid from pg_database where datname = '{template}')
             loop
                 execute format('alter role %s in database {copy} set %I = %L', of.role, of.name, of.value);
             end loop;
         end $$"
    )
}
