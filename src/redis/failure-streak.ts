/**
 * Failures one after another. A failure counts only when nothing was learned about the server since its command was sent: commands that
 * were under way together tell of one moment, and count once.
 */
export interface FailureStreak {
  /** Call it when a command is sent, and the function that it returns when that command fails: true when the streak is full. */
  begin(): () => boolean;
  /** The server has answered. */
  end(): void;
}

export function createFailureStreak(limit: number): FailureStreak {
  let length = 0;
  let learned = 0;
  return {
    begin() {
      const learnedBefore = learned;
      return () => {
        if (learned !== learnedBefore) return false;
        learned += 1;
        length += 1;
        return length >= limit;
      };
    },
    end() {
      learned += 1;
      length = 0;
    },
  };
}
