/** An object of the API: its fields are values, or functions of the field's arguments. */
export type Row = Readonly<Record<string, unknown>>;
