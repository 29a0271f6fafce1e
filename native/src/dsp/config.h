// Sizes and tunables of the echo canceller, each with its unit and reason.
#pragma once

#include <cstddef>

namespace palabre::dsp {

/** Samples a second of everything here. */
inline constexpr size_t kSampleRate = 48000;
/** Frames come in multiples of this, samples: 2.5 ms, the shortest frame of Opus. */
inline constexpr size_t kStep = 120;
/** The longest frame, samples: 60 ms. */
inline constexpr size_t kMostFrame = 2880;

/** Samples per block, 5 ms: every frame from 5 ms on is a whole number of them and waits for nothing. */
inline constexpr size_t kBlock = 240;
/** Length of a transform: the power of two that holds a block and a partition of the filter. */
inline constexpr size_t kFft = 512;
inline constexpr size_t kBins = kFft / 2 + 1;
/** Bins with padding, so that loops run in whole vectors; what is beyond kBins stays 0. */
inline constexpr size_t kRow = 264;

/** Partitions of one block each: 300 ms of echo path. */
inline constexpr size_t kParts = 60;
/** Blocks by which the filter's beginning may lag behind what is played: 480 ms of devices and drivers. */
inline constexpr size_t kLags = 96;
/** Blocks of played sound that are remembered. */
inline constexpr size_t kHistory = kParts + kLags;

/** Beyond this a sample is no sound of a device; it is cut, so that squares stay finite. */
inline constexpr float kMostSample = 8.0f;
/** Power of a bin below which nothing was played: -120 dB full scale over a block. */
inline constexpr float kSilentPower = 1e-7f;

// ---- the adaptive filter ----

/** A bin of less power, -85 dB full scale, teaches nothing: what is there is noise of converters. */
inline constexpr float kLeastLearnt = 1e-4f;
/**
 * Share of the mean power that stands in every bin although nothing was played there: a block's edges. Bins
 * below it are learnt slowly.
 */
inline constexpr float kWindowLeakage = 1e-2f;
/** Uncertainty of an unknown path, power of a bin: about that of an echo at -6 dB in a few partitions. */
inline constexpr float kFirstUncertainty = 0.05f;
/** Share of a path's power that may have changed within a block: a path forgotten in some seconds. */
inline constexpr float kPathDrift = 0.002f;
/** Share of the mean power of all partitions that counts as drift of each: echoes may arise anywhere. */
inline constexpr float kPathSpread = 0.05f;
/** Weight of the past in the estimate of what is no echo: 20 ms, a syllable's onset. */
inline constexpr float kNoiseMemory = 0.75f;
/** Factor by which doubt may grow in a block when more is left than was thought. */
inline constexpr float kMostBoost = 4.0f;
/** Uncertainty never grows beyond this, power of a bin. */
inline constexpr float kMostUncertainty = 0.1f;
/** Partitions per block that are cut back to their length in time; the others follow in turn. */
inline constexpr size_t kCutsPerBlock = 6;

// ---- the delay estimate ----

/** Bins it looks at: 560 Hz to 3.9 kHz, where voices have their power and rooms do not hum. */
inline constexpr size_t kDelayFirstBin = 6;
inline constexpr size_t kDelayBins = 37;
/** Weight of a new block: an average over 0.6 s of sound. */
inline constexpr float kDelayStep = 1.0f / 120;
/** Blocks between two looks at the result: 100 ms. */
inline constexpr int kDelayLook = 20;
/** Mean coherence from which a peak is believed; chance reaches a tenth of it. */
inline constexpr float kDelayCoherence = 0.06f;
/** A peak must stand out by this factor against the mean of all lags. */
inline constexpr float kDelayContrast = 4.0f;
/** Looks in a row that must agree before the filter is moved. */
inline constexpr int kDelayAgreement = 4;
/** Partitions before the peak when the filter is moved: the estimate is one block wide, and may be late. */
inline constexpr size_t kDelayLead = 4;
/** Partitions that shall remain behind the peak, 100 ms: the room's answer. */
inline constexpr size_t kDelayTail = 20;

// ---- guard against a wrong filter ----

/** Weight of the past in the energies that are compared, per block: 50 ms. */
inline constexpr float kGuardMemory = 0.9f;
/** Above this ratio of error to input the input itself goes on. */
inline constexpr float kGuardPass = 1.02f;
/** Weight of the past where the filter as a whole is compared, per block of played sound: 0.25 s. */
inline constexpr float kDoubtMemory = 0.98f;
/** A filter that leaves more than this share of the energy is in doubt: 3 dB. */
inline constexpr float kDoubtRatio = 0.5f;
/** The filter has found an echo where the energy it takes away is at least this share of what it expected. */
inline constexpr float kEchoEvidence = 0.5f;
/** Blocks of played sound in which an echo is reckoned with: before any was found, 1 s, and since the last, 5 s. */
inline constexpr int kEchoPatience = 200;
inline constexpr int kEchoHold = 1000;
/** Blocks of played sound that a filter has before it can be in doubt: 1 s. */
inline constexpr int kScoutAge = 200;
/** Blocks that a scout needs before it can win: 0.25 s. */
inline constexpr int kScoutTrial = 50;
/** Blocks after which a scout that has not won begins again: 3 s. */
inline constexpr int kScoutLimit = 600;
/** A scout wins that leaves less than this share of what the filter leaves. */
inline constexpr float kScoutWins = 0.6f;
/** Weight of the past in the measured reduction, per block of played sound: 1 s. */
inline constexpr float kErleMemory = 0.995f;

// ---- suppression of what the filter leaves ----

/** Samples by which neighbouring blocks are blended, and the delay of the whole: 2.5 ms. */
inline constexpr size_t kOverlap = 120;
/** Bands, each with a leak of its own. */
inline constexpr size_t kBands = 20;
/** Weight of a new block in the estimate of the leak: 0.5 s of sound. */
inline constexpr float kLeakStep = 0.01f;
/** Weight of a new block in the running means whose deviations are compared: 100 ms. */
inline constexpr float kLeakMean = 0.05f;
/** The leak is never believed to be below this: -36 dB of the echo. */
inline constexpr float kLeastLeak = 2.5e-4f;
/** Residual echo is taken to be larger than estimated, power: estimates are means, speech has peaks. */
inline constexpr float kOverestimate = 3.0f;
/** What remains of a residual one block later: a room of 0.3 s beyond the filter's length. */
inline constexpr float kResidualDecay = 0.75f;
/** Weight of the past in the decision-directed ratio of near sound to echo. */
inline constexpr float kGainMemory = 0.8f;
/** Least gain: -40 dB. */
inline constexpr float kLeastGain = 0.01f;
/** Blocks over which the noise floor is a minimum, and how many such stretches are kept: 4 x 0.4 s. */
inline constexpr int kFloorBlocks = 80;
inline constexpr size_t kFloorStretches = 4;
/** Weight of the past in the power whose minimum is the floor: 50 ms. */
inline constexpr float kFloorMemory = 0.9f;

}  // namespace palabre::dsp
