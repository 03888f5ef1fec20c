// A recording that can't be read from some line on: what it says is shown to the user.

export class DamagedRecording extends Error {
  override readonly name = 'DamagedRecording';
}
