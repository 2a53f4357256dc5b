import type { Captures } from '../../xclip/graph/captures.js';
import type { ModelOutput, OutputTuple } from './model-output.js';

/** What a forward is asked for besides its usual output. */
export interface CaptureFlags {
  /** also `hidden_states`; the config's if undefined */
  output_hidden_states?: boolean | undefined;
  /** also `attentions`; the config's if undefined */
  output_attentions?: boolean | undefined;
}

/** How a forward answers. */
export interface OutputFlags extends CaptureFlags {
  /** false for the output's `to_tuple()`; the config's if undefined */
  return_dict?: boolean | undefined;
}

export function captureOptions(flags: CaptureFlags): Captures {
  return {
    hiddenStates: flags.output_hidden_states === true,
    attentions: flags.output_attentions === true,
  };
}

/** Tells graphs apart that capture different things. */
export function captureSuffix(flags: CaptureFlags): string {
  const { hiddenStates, attentions } = captureOptions(flags);
  return `${hiddenStates ? ' states' : ''}${attentions ? ' attentions' : ''}`;
}

/** Flags with the config's in the place of those that are undefined. */
export function withDefaults<F extends OutputFlags>(flags: F, defaults: Required<OutputFlags>): F {
  return {
    ...flags,
    output_hidden_states: flags.output_hidden_states ?? defaults.output_hidden_states,
    output_attentions: flags.output_attentions ?? defaults.output_attentions,
    return_dict: flags.return_dict ?? defaults.return_dict,
  };
}

/** The output itself or, under `return_dict: false`, its tuple. */
export function answer<O extends ModelOutput>(output: O, { return_dict }: OutputFlags): O | OutputTuple {
  return return_dict === false ? output.to_tuple() : output;
}
