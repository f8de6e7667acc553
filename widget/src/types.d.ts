/** What the server sends and takes. docs/http.md is the contract. */

export type Sender = 'patient' | 'bot' | 'staff';

export interface Source {
  title: string;
  section: string;
  url?: string | null;
  reviewed: boolean;
}

export interface Reply {
  id: string;
  title: string;
}

export interface Message {
  id: string;
  from: Sender;
  /** `answer`, `emergency`, `urgent`, `smalltalk` … */
  kind: string;
  /** The language of the text, such as `fr`; not there for what patients and staff write. */
  lang?: string;
  text: string;
  at: string;
  source?: Source | null;
  buttons?: Reply[] | null;
}

export interface Clinic {
  name: string;
  phone: string;
  emergency_number: string;
  health_line?: string;
  crisis_number?: string;
  max_characters: number;
  texting?: boolean;
}

/** A running chat, as the server opens one and as tabs hand it to each other. */
export interface Grant {
  token: string;
  expires_at: string;
  clinic: Clinic;
}

/** Something the patient has sent: a text, or the reply with the id `choice` whose title is `text`. */
export interface Turn {
  id: string;
  at: string;
  text: string;
  choice?: string;
}
