// Opens the desk before the first test and ends every deployment after the last one, whatever happened between.

import { Desk } from './desk.ts';

export default async function openDesk(): Promise<() => Promise<void>> {
  const desk = new Desk();
  process.env['CFMALL_DESK'] = await desk.listen();
  return () => desk.close();
}
