/** Put in by build.js. */
declare const CHAT_VERSION: string;
declare const CHAT_INTEGRITY: string;

interface HTMLElementTagNameMap {
  'frontdesk-chat': import('./element.js').FrontdeskChat;
}
