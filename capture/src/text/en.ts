import { MAX_TEXT_LENGTH } from '@gatehouse/core/node/form-rules.ts';
import type { FieldView } from '@gatehouse/core/node/view.ts';

const day = (iso: string | null): string =>
  iso === null ? '' : new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(iso));

const time = (iso: string): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' }).format(new Date(iso));

const number = (value: number | null): string => (value === null ? '' : new Intl.NumberFormat('en-GB').format(value));

const seconds = (count: number): string => (count === 1 ? '1 second' : `${count} seconds`);

/** English. Every other language has the same keys, see `Text`. */
export const en = {
  /** The tag of the language itself. */
  language: 'en',
  page: {
    title: 'Identity check',
    loading: 'One moment, please.',
    testSession: 'Test session: nothing you enter here counts.',
    language: 'Language',
    progress: (current: number, total: number) => `Step ${current} of ${total}`,
    validUntil: (iso: string) => `This link is valid until ${time(iso)}.`,
    movedOn: 'This step was already done, perhaps on another device. Here is where you are now.',
    withdrawn: 'Your consent was withdrawn.',
    reconnecting: 'There is no connection at the moment. This page goes on as soon as it is back.',
  },
  action: {
    continue: 'Continue',
    back: 'Back',
    tryAgain: 'Try again',
    cancel: 'Cancel',
    close: 'Close',
    sending: 'Sending …',
  },
  form: {
    summary: (count: number) => (count === 1 ? 'Please check one answer' : `Please check ${count} answers`),
    optional: 'optional',
    choose: 'Please choose',
    format: (mask: string) => `Format: ${mask} (A stands for a letter, 9 for a digit)`,
    ssn: 'Nine digits, hidden while you type.',
    showDigits: 'Show',
    hideDigits: 'Hide',
    requiresCamera:
      'When you go on, this page looks once how fine a picture your camera gives. No picture is taken or sent.',
    measuring: 'Please allow this page to use your camera for a moment …',
  },
  fieldProblem: {
    required: (field: FieldView): string =>
      field.type === 'checkbox' ? 'Please tick this box to go on.' : 'Please fill in this field.',
    too_short: (field: FieldView) => `Please write at least ${number(field.minLength)} characters.`,
    too_long: (field: FieldView) => `Please write at most ${number(field.maxLength ?? MAX_TEXT_LENGTH)} characters.`,
    mask: (field: FieldView) => `Please write it in the form ${field.mask}, A for a letter and 9 for a digit.`,
    not_a_text: () => 'Please write a text.',
    not_an_email: () => 'Please write an e-mail address like name@example.com.',
    not_a_phone: () => 'Please write a phone number with its country code, like +44 20 7946 0000.',
    not_an_ssn: () => 'Please write all nine digits of your social security number.',
    not_a_date: () => 'Please give a full date that exists.',
    too_early: (field: FieldView) => `Please give a date on or after ${day(field.earliest)}.`,
    too_late: (field: FieldView) => `Please give a date on or before ${day(field.latest)}.`,
    not_a_country: () => 'Please choose a country from the list.',
    not_an_option: () => 'Please choose one of the options.',
    not_a_choice: () => 'Please check this answer.',
    not_a_number: () => 'Please write a number.',
    too_small: (field: FieldView) => `Please give a number of at least ${number(field.minimum)}.`,
    too_big: (field: FieldView) => `Please give a number of at most ${number(field.maximum)}.`,
    other: () => 'Please check this answer.',
  },
  consent: { accept: 'I agree', decline: 'I do not agree' },
  handoff: {
    scan: 'Scan this code with the camera of your phone and continue there.',
    follows: 'Leave this page open: it follows by itself.',
    here: 'Continue here',
    arrived: 'You have switched devices. Continue here.',
    already: 'This device looks right: you can continue here, or switch to another one with a code.',
    insecure:
      'There is no code for your phone, because the address of this page does not begin with https. Open this address on the other device:',
  },
  withdrawal: {
    open: 'Withdraw a consent',
    title: 'Withdraw your consent?',
    message:
      'From now on your consent no longer holds; what was done until now stays lawful. The check may end by this.',
    confirm: (title: string) => `Withdraw “${title}”`,
  },
  document: {
    kind: { passport: 'Passport', identity_card: 'Identity card' },
    kindHelp: {
      passport: 'The page with your photo',
      identity_card: 'The side with the lines of letters and < signs',
    },
    chooseKind: 'Which document do you have at hand?',
    otherKind: 'Use another document',
    side: {
      passport: { front: 'Photo page of your passport', back: 'Back of your passport' },
      identity_card: { front: 'Front of your identity card', back: 'Back of your identity card' },
    },
    sideOf: (current: number, total: number) => `Photo ${current} of ${total}`,
    tips: [
      'Lay the document flat, on a dark surface if you can.',
      'All four corners and every line must be visible.',
      'No reflections: tilt the document slightly or move away from the lamp.',
    ],
    takePhoto: 'Take a photo',
    chooseFile: 'Choose a photo file',
    skipSide: 'Go on without this side',
    attempt: (current: number, total: number) => `Try ${current} of ${total}`,
    retake: 'We need a new photo',
    noFileNorCamera: 'Please open this link on a phone or on a device with a camera.',
  },
  selfie: {
    side: 'Your face',
    tips: [
      'Look straight into the camera, with nobody else in the picture.',
      'Look for even light on your face and none behind you.',
      'Take off sunglasses, hat and mask.',
    ],
    takePhoto: 'Take a selfie',
    check: 'Can your face be seen clearly, from chin to hair?',
    submitting: 'Your picture is being handed in …',
    hint: {
      fit: 'Bring your face into the oval',
      too_dark: 'Too dark: turn towards a window or a lamp',
      too_bright: 'Too bright: turn away from the strong light',
      hold_still: 'Hold still',
      good: 'Looks good: take the picture',
    },
  },
  camera: {
    title: 'Camera',
    starting: 'The camera is starting …',
    shoot: 'Take the photo',
    switch: 'Switch camera',
    torchOn: 'Light on',
    torchOff: 'Light off',
    hint: {
      fit: 'Fit the document into the frame',
      too_dark: 'Too dark: look for more light',
      too_bright: 'Too bright: move out of the strong light',
      glare: 'Reflection: tilt the document slightly',
      hold_still: 'Hold still',
      blurred: 'Not sharp: move a little away and hold still',
      good: 'Looks good: take the photo',
    },
    problem: {
      refused:
        'This page may not use the camera: allow it in your browser, with the sign beside the address, then try again, or choose a photo file.',
      none: 'No camera was found on this device: choose a photo file or open the link on your phone.',
      busy: 'The camera is in use by another program: close that program and try again, or choose a photo file.',
      insecure:
        'Your browser only lets secure addresses (https) show the camera here: take the photo with your camera app or choose a photo file.',
      failed: 'The camera could not be started: try again or choose a photo file.',
    },
  },
  photo: {
    preparing: 'Your photo is being prepared …',
    check: 'Is everything sharp and easy to read?',
    preview: 'Your photo',
    noPreview: 'This browser cannot show the photo, but you can still send it.',
    use: 'Use this photo',
    again: 'Take another photo',
    problem: {
      empty: 'This file is empty: please choose another one.',
      pdf: 'This is a PDF, and a photo is needed: take a photo of the document or choose a JPEG or PNG file.',
      heic: 'Your browser cannot open HEIC photos: take the photo here, or save it as JPEG and choose it again.',
      no_image: 'This file is not a photo: please choose a JPEG or PNG file.',
      broken: 'This photo is damaged and cannot be opened: please take or choose another one.',
      too_large: 'This photo is too large for your browser to open: please take one here or choose a smaller one.',
    },
  },
  upload: {
    sending: 'Your photo is being sent',
    percent: (percent: number) => `${percent} % sent`,
    checking: 'The photo has arrived and is being looked at …',
    offline: 'The connection is lost: your photo is kept and sent again as soon as you are back online.',
    now: 'Send now',
    submitting: 'Your document is being handed in …',
  },
  failure: {
    network: 'There is no connection to the server: check your internet connection and try again.',
    server: 'Something went wrong on our side: please try again in a moment.',
    rejected: 'This could not be accepted: please try again.',
    uploadTooLarge: 'This photo is too large to be sent: please take one here or choose a smaller one.',
    rateLimited: (wait: number | null) =>
      wait === null
        ? 'Too many tries in a short time: please wait a minute, then try again.'
        : `Too many tries in a short time: please try again in ${seconds(wait)}.`,
  },
  link: {
    title: 'This link is not valid',
    message: 'Please open the link exactly as you received it, or ask the sender for a new one.',
    overTitle: 'This session is over',
    overMessage: 'There is nothing left to do here. Ask the sender for a new link if you were not finished.',
    unreachableTitle: 'The page could not be loaded',
  },
  waiting: {
    title: 'Your details are being checked',
    message: 'This usually takes a few seconds. You can leave this page open; it goes on by itself.',
    slow: 'It takes a little longer than usual. You do not have to do anything.',
    outside: {
      title: 'We have what we need for now',
      message: 'The next step is up to us. This page goes on by itself.',
      slow: 'This may take some time. You can close this page and open your link again later.',
    },
  },
  end: {
    title: {
      done: 'Thank you, that is all',
      review: 'Thank you, we have everything',
      expired: 'This link has expired',
      cancelled: 'This check was cancelled',
      error: 'This could not be finished',
    },
    review: 'Somebody looks at your details now. You do not have to do anything more.',
    closePage: 'You can close this page now.',
    askSender: 'If you were not finished, ask the sender for a new link.',
    failed: 'Please get in touch with the sender of the link.',
    redirect: (name: string) => `You are taken back to ${name} in a few seconds.`,
    go: (name: string) => `Go to ${name}`,
    stay: 'Stay here',
    summary: 'What you have shown',
    taken: {
      selfie: 'Picture of your face',
      passport: 'Passport',
      identity_card: 'Identity card',
      driving_licence: 'Driving licence',
    },
  },
  handover: {
    title: 'Continue on your phone',
    message: 'A phone takes better photos. Scan this code with its camera; this page follows by itself.',
    show: 'Show the code',
    hide: 'Hide the code',
    code: 'QR code with the address of this page',
    insecure:
      'You cannot hand over to a phone with a code here, because the address of this page does not begin with https.',
  },
  reason: {
    dark: 'The photo is too dark: look for more light.',
    bright: 'The photo is too bright: move out of the strong light.',
    glare: 'A reflection covers part of the document: tilt it slightly or move away from the lamp.',
    blurred: 'The photo is not sharp: hold the phone still and tap on the document to focus.',
    small: 'The document is too small in the photo: move closer, until it fills the frame.',
    noZone: 'The lines of letters and < signs were not found: show the whole page, with its lower edge.',
    unsure: 'The lines of letters and < signs could not be read for certain: take a sharp photo, without reflections.',
    incomplete:
      'The lines of letters were not read completely: take the photo straight from above, with all lines in view.',
    backNeeded: 'The back of your card is needed too: the lines of letters and < signs are there.',
    otherDocument: 'This was another kind of document: please show the one that you chose.',
    expired: 'This document has expired: please show one that is still valid.',
    reader: 'The photo could not be looked at just now: please send it once more.',
    selfieDark: 'The picture is too dark: turn towards a window or a lamp.',
    selfieBright: 'The picture is too bright: turn away from the strong light.',
    selfieBlurred: 'The picture is not sharp: hold the device still, at arm’s length.',
    selfieSmall: 'The picture has too few pixels: take it with the camera of your device.',
    selfieUnreadable: 'The picture could not be opened: please take it again.',
  },
};

/** What every language has to say: a missing key does not compile. */
export type Text = typeof en;
