"""The ids that every answer carries one of, by what they rest on (docs/topics.md), and the intents they belong to."""

FROM_DOCUMENT = (
    "what_is_dry_needling what_is_ims trigger_points local_twitch_response how_it_works trigger_point_technique "
    "trigger_point_goal segmental_technique segmental_goal technique_comparison conditions_treated sciatica "
    "frozen_shoulder pain_relief muscle_function long_term_relief number_of_sessions safety side_effects "
    "practitioner_qualifications combined_treatments medication_free about_clinic"
).split()
FROM_FACTS = (
    "does_it_hurt versus_acupuncture versus_other_treatments who_should_avoid pregnancy blood_thinners children "
    "aftercare preparation first_visit when_results evidence referral insurance needles"
).split()
FROM_SETTINGS = (
    "cost session_length location_hours opening_hours cancellation_policy home_or_virtual_visits parking_access "
    "payment_methods walk_ins new_patients choice_of_practitioner bring_someone records_receipts appointment_status"
).split()
FAQ_TOPICS = (*FROM_DOCUMENT, *FROM_FACTS, *FROM_SETTINGS)
ACTIONS = ("book", "reschedule", "cancel", "callback", "talk_to_human", "leave_message")
SMALL_TALK = ("greet", "goodbye", "thanks", "bot_challenge", "help")
SAFETY_GROUPS = (
    "cauda_equina chest_lungs heart stroke collapse severe_allergy self_harm overdose heavy_bleeding violence "
    "pregnancy_bleeding unwell_child child_fever infection clot fracture nerve_worsening cancer_signs"
).split()

# To have deleted what was said: the wish, and the two replies to the question whether it is meant.
ERASE, ERASE_CONFIRMED, ERASE_DECLINED = "erase", "erase_confirmed", "erase_declined"

FAQ = "faq"
SAFETY = "safety"
OUT_OF_SCOPE = "out_of_scope"
TWO_QUESTIONS = "two_questions"
PLAIN_INTENTS = frozenset(
    "personal_advice book reschedule cancel callback booking talk_to_human leave_message arriving greet goodbye thanks "
    "bot_challenge privacy erase erase_confirmed erase_declined help affirm deny more rephrase clarify nlu_fallback "
    "after_safety check check_reply".split()
)
HANDOFF = "talk_to_human"
CALLBACK = "callback"
LEAVE_MESSAGE = "leave_message"
# A message for a person that cannot wait: late, on the way, at the door.
ARRIVING = "arriving"
MESSAGES = frozenset({LEAVE_MESSAGE, ARRIVING})
HANDED_OVER = frozenset({HANDOFF, LEAVE_MESSAGE})
PERSONAL_ADVICE = "personal_advice"
NOT_OFFERED = frozenset({"affirm", "deny"})
SMALL_TALK_INTENTS = NOT_OFFERED.union(SMALL_TALK)


def is_faq_topic(intent: str) -> bool:
    """Whether an intent is a topic with an answer in data/faq, one of the clinic's own included."""
    return bool(intent) and intent not in PLAIN_INTENTS.union((FAQ, OUT_OF_SCOPE, TWO_QUESTIONS))
