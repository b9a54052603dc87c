// A seeded random number generator for tests: splitmix64, the same numbers on every machine.
#pragma once

#include "engine/base/types.h"

namespace pw::test {

class Random {
 public:
  explicit Random(u64 seed) : state_(seed) {}

  u64 next() {
    state_ += 0x9e3779b97f4a7c15ull;
    u64 mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ull;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebull;
    return mixed ^ (mixed >> 31);
  }
  // 0 .. bound - 1; bound is at least 1.
  u32 below(u32 bound) { return static_cast<u32>(next() % bound); }
  bool one_in(u32 chances) { return below(chances) == 0; }

 private:
  u64 state_;
};

}  // namespace pw::test
