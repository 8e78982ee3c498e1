/** The rules behind numbers, colours and refusals: what they say and what to do. */
export const rules = {
  why: { label: 'Why', todo: 'What to do:' },
  rule: {
    freeze_at_filing: { title: 'Filing holds the footage', words: 'The moment a request is filed, the footage it asks for is held and cannot expire until the request is settled.', todo: 'Nothing; the hold ends with the decision.' },
    written_application: { title: 'Footage needs a written request', words: 'A request names who asks, why, which places and which minutes, and must be approved. Without an entry in the register there is no picture.', todo: 'File one under My requests; it takes a minute.' },
    proportion: { title: 'No more than the matter needs', words: 'Only the places and times that the matter concerns. Above one hour or four cameras the approver is asked to look twice; above the school’s limit a request cannot be filed.', todo: 'Grant only the minutes around the event, or only the places concerned.' },
    own_request: { title: 'Nobody decides their own request', words: 'An approver cannot decide a request of their own.', todo: 'The legal representative or another approver must decide.' },
    second_consent: { title: 'Looking oneself needs a second consent', words: 'As a rule a designated viewer looks and reports. For the applicant to see the picture, the approver must consent separately, say why, and an escort must be present throughout.', todo: 'Consent only where it is needed; otherwise choose Result only.' },
    escort_present: { title: 'Escorted throughout', words: 'Applicant and escort must both be present, each signed in. When either leaves, the picture is cut within two seconds.', todo: 'The escort opens the Room board on their own device and confirms.' },
    no_over_range: { title: 'Never beyond the grant', words: 'Only the approved cameras and the approved minutes can be seen. The rest is never sent.', todo: 'To see more, file another request.' },
    no_footage_for_bureau: { title: 'The bureau has no route to footage', words: 'The bureau sees registers, results, counts and proofs; never footage, layouts or reference pictures.', todo: 'Check the registers and proofs, or ask the school to act by its rules.' },
    no_unexplained_gap: { title: 'Every gap is explained', words: 'Recording must not stop without reason. Each gap is recorded with its cause and must be explained by the watch in time.', todo: 'Say why under Gaps.' },
    retention: { title: 'How long footage is kept', words: 'At least 30 days; 90 at designated counter-terrorism sites. After that it is disposed of, unless held or preserved.', todo: 'See which camera and day falls short; restore recording first, then look at the gateway’s storage and uplink.' },
    prohibited_spaces: { title: 'No cameras in private spaces or classrooms', words: 'Toilets, baths, changing rooms, dormitory rooms, nursing rooms and classrooms must have no camera, and nobody can permit one.', todo: 'Choose another place; switch off and remove any that exist.' },
    roles_by_appointment: { title: 'Posts carry the rights', words: 'Rights come with an appointment and go with its end.', todo: 'Ask the post that deals with this, or the principal to appoint.' },
    viewing_recorded: { title: 'Everything seen is in the register', words: 'Before any picture leaves, the register holds who, when, which camera, which minutes and who stood by.', todo: 'Nothing; the register cannot be changed or deleted.' },
  },
} as const;
