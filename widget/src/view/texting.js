/** The chat goes on by text message: the patient gives a mobile number and confirms it with the code that is sent there. */

/** @import { Chat } from '../chat.js' */

/** @param {Chat} chat */
export function askForPhone({ server, sheet, composer, host: { lang } }) {
  /** @param {{ phone: string, code?: string }} body */
  const tell = (body) => server.call('POST', '/chat/text', { body: { ...body, lang } });

  sheet.ask('textAsk', 'textSend', async (phone) => {
    await tell({ phone });
    sheet.ask('textCode', 'textConfirm', async (code) => {
      await tell({ phone, code });
      composer.input.focus();
    }, { inputmode: 'numeric', autocomplete: 'one-time-code' });
  }, { type: 'tel', autocomplete: 'tel' });
}
