/** Put in by build.js. */
declare const CHAT_VERSION: string;
declare const CHAT_INTEGRITY: string;
/** The integrity of each language's words. */
declare const WORDS: Record<string, string>;

interface HTMLElementTagNameMap {
  'frontdesk-chat': import('./element.js').FrontdeskChat;
}
