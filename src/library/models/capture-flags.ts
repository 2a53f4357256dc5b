import { badOption, requireObject, shown } from '../arguments.js';
import type { Captures } from '../../xclip/graph/captures.js';
import type { OutputTuple } from './model-output.js';

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

/** Other names are left alone: what a processor gives may hold more than a model takes. */
const FLAGS = ['output_hidden_states', 'output_attentions', 'return_dict', 'return_loss', 'interpolate_pos_encoding'];

/**
 * Flags with the configurations' in the place of those that are undefined: a tower says what is captured, the model how
 * it answers.
 * @throws XclipError BAD_OPTION for what is no object, or a flag that is neither true nor false
 */
export function withDefaults<F extends OutputFlags>(
  flags: F,
  tower: Required<CaptureFlags>,
  { return_dict }: { return_dict: boolean },
): F {
  const given = requireObject(flags, 'a model');
  for (const name of FLAGS) {
    if (!['boolean', 'undefined'].includes(typeof given[name])) {
      throw badOption(`${name} is ${shown(given[name])}, but must be true or false`);
    }
  }
  return {
    ...flags,
    output_hidden_states: flags.output_hidden_states ?? tower.output_hidden_states,
    output_attentions: flags.output_attentions ?? tower.output_attentions,
    return_dict: flags.return_dict ?? return_dict,
  };
}

/** The output itself or, under `return_dict: false`, its tuple. */
export function answer<O extends { to_tuple(): OutputTuple }>(
  output: O,
  { return_dict }: OutputFlags,
): O | OutputTuple {
  return return_dict === false ? output.to_tuple() : output;
}
