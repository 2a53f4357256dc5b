export interface Find {
  input: number;
  problem: string;
}

export interface Report {
  target: string;
  inputs: number;
  seconds: number;
  finds: Find[];
  /** how often each code of an error came, or `accepted` */
  answers: Map<string, number>;
}

export function runCampaign(options: {
  target: string;
  seed: number;
  from?: number;
  to: number;
  hangMs?: number;
  onFind?: (find: Find) => void;
}): Promise<Report>;
