// The input of a quantity. It may be empty while it is typed; what is submitted is a number that a command takes.

interface QuantityInputProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function QuantityInput({ value, onChange }: QuantityInputProps) {
  return (
    <input
      type="number"
      required
      min={1}
      max={1000}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
