/**
 * Every word that a patient reads, in English. The names are public: a clinic replaces any of them with the `words`
 * attribute. `{name}` stands for a value.
 */
export const ENGLISH = {
  // The closed chat
  launch: 'Chat with us',
  unread: '{count} new',
  dismiss: 'Dismiss',

  // The panel and its menu
  close: 'Close chat',
  menu: 'Chat options',
  log: 'Conversation',
  notice: 'Automated assistant. Nobody watches unless a message says so.',
  alarm: 'Emergency: call {number}',
  text: 'Continue by text',
  save: 'Save this chat',
  saved: 'chat.txt',
  again: 'New chat',
  end: 'End chat',

  // Messages
  patient: 'You',
  bot: 'Assistant',
  staff: 'Front desk',
  emergency: 'Emergency',
  urgent: 'Please read this first',
  callNumber: 'Call {number}',
  textNumber: 'Text {number}',
  newest: 'New message',
  typing: 'The assistant is writing',
  renewed: 'The earlier chat has expired. A new one begins here.',
  ended: 'This chat has ended and was removed from this browser.',

  // Where an answer comes from
  guide: "From the clinic's guide: {section}",
  settings: 'From the clinic: {section}',
  source: 'From {title}: {section}',
  unreviewed: 'Not yet reviewed by the clinic.',

  // Quick replies and feedback
  replies: 'Suggested replies',
  chosen: 'chosen',
  helpful: 'Did this help?',
  yes: 'Yes',
  no: 'No',
  comment: 'What was missing? (optional)',
  sendComment: 'Send comment',
  skip: 'No comment',
  thanks: 'Thank you.',

  // Writing and sending
  input: 'Your message',
  hint: 'Your message',
  send: 'Send',
  left: '{count} left of {most}',
  over: '{count} too many. Please shorten it.',
  sending: 'Sending',
  retrying: 'Trying again',
  unsent: 'Not sent. Your text is kept.',
  retry: 'Try again',
  discard: 'Take it back',
  offline: 'You are offline. What you write is sent once the connection is back. You can call {phone}. In an emergency call {emergency_number}.',
  trouble: 'The chat cannot be reached. Trying again. You can call {phone}. In an emergency call {emergency_number}.',

  // Going on by text message. Consent is recorded in the words of `textAsk`: the server keeps a copy in each
  // language (frontdesk/texting/consents.py), and a test compares the two.
  textAsk: 'Your mobile number. You agree that the clinic texts you about this chat. Message rates may apply; STOP ends it.',
  textSend: 'Send me a code',
  textCode: 'The six digits we sent you (if none: text START)',
  textConfirm: 'Go on by text',

  // Before a chat is removed
  sureAgain: 'Start a new chat? This one will be removed from this browser.',
  sureEnd: 'End this chat? It will be removed from this browser.',
  keep: 'Keep this chat',
};
