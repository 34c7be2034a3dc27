// What both services are told, and the pages both show.

import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    port: { type: "string" },
    domain: { type: "string" }, // of the cookie; without it the cookie is for one host
    store: { type: "string" }, // a folder; without it sessions are in memory
    secret: { type: "string", default: "a secret of more than thirty-two characters" },
    name: { type: "string" }, // of the cookie
    database: { type: "string" }, // the address of a PostgreSQL
    table: { type: "string" }, // in the database
  },
});

export const options = { ...values, port: Number(values.port) };

const members = new Map([["ada", { password: "correct horse", nickname: "Ada Lovelace" }]]);

export const check = (account, password) => {
  const member = members.get(account);
  return member && member.password === password ? member.nickname : undefined;
};

export const page = (body) => `<!doctype html><meta charset="utf-8"><title>Shop</title><body>${body}</body>`;

export const home = (nickname) =>
  page(
    nickname
      ? `<p>Hello, <b>${nickname}</b></p><form method="post" action="/logout"><button>Log out</button></form>`
      : `<p>You are a guest.</p><a href="/login">Log in</a>`,
  );

export const form = (failed) =>
  page(`${failed ? "<p>Wrong account or password.</p>" : ""}
<form method="post" action="/login"><input name="account" autocomplete="username">
<input name="password" type="password"><button>Log in</button></form>`);
