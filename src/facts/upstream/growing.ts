/** Numbers in an array of one type that doubles when it is full. */
export interface Growing<Numbers extends Uint32Array | Float64Array> {
  readonly length: number;
  /** 0 beyond the end. */
  at(index: number): number;
  /** Of an index below the length. */
  set(index: number, value: number): void;
  push(value: number): void;
  /** Gives back what was reserved for more numbers. */
  trim(): void;
  /** The numbers themselves, not a copy. */
  toArray(): Numbers;
  readonly bytes: number;
}

const FIRST_CAPACITY = 64;

export function createGrowing<Numbers extends Uint32Array | Float64Array>(
  create: (length: number) => Numbers,
  initial?: Numbers,
): Growing<Numbers> {
  let numbers = initial ?? create(FIRST_CAPACITY);
  let size = initial?.length ?? 0;

  function resize(capacity: number): void {
    const other = create(capacity);
    other.set(numbers.subarray(0, size));
    numbers = other;
  }

  return {
    get length() {
      return size;
    },
    at: (index) => numbers[index] ?? 0,
    set(index, value) {
      numbers[index] = value;
    },
    push(value) {
      if (size === numbers.length) resize(Math.max(2 * size, FIRST_CAPACITY));
      numbers[size++] = value;
    },
    trim: () => resize(size),
    toArray() {
      if (size < numbers.length) resize(size);
      return numbers;
    },
    get bytes() {
      return numbers.byteLength;
    },
  };
}
