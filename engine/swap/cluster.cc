// Clusters of 512 slots and the lists that they stand on (mm/swapfile.c: move_cluster, isolate_lock_cluster, relocate_cluster,
// free_cluster, partial_free_cluster).
//
//            swapon                        slot given out                                slot freed
//   free     untouched, by number          –                                             the cluster is empty
//   nonfull  has unusable slots            –                                             it has room again
//   frag     –                             some are left                                 –
//   full     –                             none is left                                  –
// A cluster goes to the tail and is taken from the head. Only who gives out puts one on frag, so the current cluster stands there while it
// is in use, and a slot that is freed in it waits until the others are used up: freed, the cluster moves to nonfull.
//
// Owns: S3 (a cluster counts its slots and stands on one list).
#include "engine/swap/swap.h"

namespace pw {
namespace {

constexpr const char* kNames[kClusterLists] = {"off", "free", "nonfull", "frag", "full"};

ClusterHead& head_of(SwapArea& area, ClusterList list) { return area.lists[static_cast<u32>(list)]; }

void unlink(SwapArea& area, u32 cluster) {
  const SwapCluster was = area.clusters[cluster];
  ClusterHead& head = head_of(area, was.list);
  if (was.prev == kNoCluster) head.head = was.next;
  else area.clusters.mut(was.prev).next = was.next;
  if (was.next == kNoCluster) head.tail = was.prev;
  else area.clusters.mut(was.next).prev = was.prev;
}

}  // namespace

const char* cluster_list_name(ClusterList list) { return kNames[static_cast<u32>(list)]; }

void push_cluster(SwapArea& area, u32 cluster, ClusterList list) {
  if (area.clusters[cluster].list != ClusterList::kOff) unlink(area, cluster);
  ClusterHead& head = head_of(area, list);
  SwapCluster& moved = area.clusters.mut(cluster);
  moved.list = list;
  moved.next = kNoCluster;
  moved.prev = head.tail;
  if (head.tail == kNoCluster) head.head = cluster;
  else area.clusters.mut(head.tail).next = cluster;
  head.tail = cluster;
}

u32 pop_cluster(SwapArea& area, ClusterList list) {
  const u32 first = head_of(area, list).head;
  if (first == kNoCluster) return kNoCluster;
  unlink(area, first);
  SwapCluster& popped = area.clusters.mut(first);
  popped.list = ClusterList::kOff;
  popped.next = kNoCluster;
  popped.prev = kNoCluster;
  return first;
}

void relocate_cluster(SwapArea& area, u32 cluster) {
  const SwapCluster& moved = area.clusters[cluster];
  const ClusterList list = moved.count == 0 ? ClusterList::kFree : moved.count == kSwapCluster ? ClusterList::kFull : ClusterList::kFrag;
  if (moved.list != list) push_cluster(area, cluster, list);
}

void settle_freed_cluster(SwapArea& area, u32 cluster) {
  const SwapCluster& freed = area.clusters[cluster];
  const ClusterList list = freed.count == 0 ? ClusterList::kFree : ClusterList::kNonfull;
  if (freed.list != list) push_cluster(area, cluster, list);
}

}  // namespace pw
