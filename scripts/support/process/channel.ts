import { z } from 'zod';

/** What the measuring script asks of a process that it has started, over the channel between them. */
export const question = z.object({ id: z.number(), name: z.string(), argument: z.unknown() });
export type Question = z.infer<typeof question>;

export const reply = z.object({
  id: z.number(),
  value: z.unknown().optional(),
  error: z.string().optional(),
});
export type Reply = z.infer<typeof reply>;

export type Answers = Readonly<Record<string, (argument: never) => unknown>>;

/** Answers the script by name, and ends this process when the script is gone, however that came about. */
export function answerParent(answers: Answers): void {
  process.on('disconnect', () => process.exit(1));
  process.on('message', (message: unknown) => {
    const { id, name, argument } = question.parse(message);
    Promise.resolve()
      .then(() => {
        const answer = answers[name];
        if (answer === undefined) throw new Error(`Nothing answers to ${name} here.`);
        return answer(argument as never);
      })
      .then(
        (value) => process.send?.({ id, value } satisfies Reply),
        (error: unknown) => process.send?.({ id, error: String(error) } satisfies Reply),
      );
  });
  // The channel alone keeps no process running.
  process.channel?.unref();
}
