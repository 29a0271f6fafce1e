// How much of the echo gets past the filter: per band the slope of the power that is left over the power that
// was expected, by their deviations from their running means (Valin 2007). Near speech moves on its own and
// cancels out.
#pragma once

#include <array>

#include "dsp/spectrum.h"

namespace palabre::dsp {

class LeakEstimator {
 public:
  LeakEstimator();

  /** Takes the powers of what is left and of the echo expected in the same block. */
  void push(const Powers& left, const Powers& echo);
  /** Share of the echo's power that is left, per bin, kLeastLeak..1. */
  const Powers& leak() const { return leak_; }
  void clear();

 private:
  struct Band {
    float both, square;
  };

  Powers left_mean_, echo_mean_, leak_;
  std::array<Band, kBands> bands_;
  std::array<size_t, kBands + 1> edges_;
};

}  // namespace palabre::dsp
