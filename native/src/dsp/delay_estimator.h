// How many blocks the echo lags behind what is played: averaged cross-spectra of both, whitened, for every lag
// at once. Right within one block; wide enough to say where the adaptive filter must stand.
#pragma once

#include <array>
#include <optional>

#include "dsp/far_history.h"

namespace palabre::dsp {

class DelayEstimator {
 public:
  /** Takes the next kBlock samples of the microphone, after `far` took those played at the same time. */
  void push(RealFft& fft, const FarHistory& far, const float* near);
  /** Blocks of delay; nothing until there is an echo to go by. */
  std::optional<size_t> lag() const { return lag_; }
  void clear();

 private:
  struct Phases {
    alignas(32) float re[kDelayBins + 3];
    alignas(32) float im[kDelayBins + 3];
  };

  static bool phases_of(const Spectrum& spectrum, Phases& phases);
  void look();

  std::array<Phases, kLags> far_{};
  std::array<bool, kLags> loud_{};
  std::array<Phases, kLags> cross_{};
  size_t newest_ = 0;
  int since_look_ = 0;
  size_t candidate_ = 0;
  int agreed_ = 0;
  std::optional<size_t> lag_;
  alignas(32) float window_[kFft] = {};
  Spectrum spectrum_;
};

}  // namespace palabre::dsp
