// CowMap: a sorted map whose copies share nodes until one of them writes. A copy takes one count; a write copies the nodes on its way down
// from the root that somebody else holds, and no others.
//
//        e              e'         one map, and a copy of it that has set g since:
//      /   \          /   \        the way to g was copied,
//     b     g        b     g'      b and all below it belongs to both
//
// An AVL tree (the heights of two siblings differ by one at most), so the shape depends on the order of the writes and the content never
// does. Counts are not atomic: the engine is single-threaded.
#pragma once

#include <utility>

#include "engine/base/assert.h"
#include "engine/base/types.h"

namespace pw {

template <class Key, class Value>
class CowMap {
  struct Node;

 public:
  using value_type = std::pair<Key, Value>;

  CowMap() = default;
  CowMap(const CowMap& other) : root_(other.root_), size_(other.size_) { hold(root_); }
  CowMap(CowMap&& other) noexcept : root_(std::exchange(other.root_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  CowMap& operator=(CowMap other) noexcept {
    std::swap(root_, other.root_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~CowMap() { drop(root_); }

  u32 size() const { return size_; }
  bool empty() const { return size_ == 0; }
  // nullptr: there is no such key.
  const Value* find(const Key& key) const {
    const Node* node = node_of(key);
    return node == nullptr ? nullptr : &node->item.second;
  }
  const Value& at(const Key& key) const {
    const Value* value = find(key);
    PW_ASSERT(value != nullptr, "the key is in the map");
    return *value;
  }
  void set(const Key& key, const Value& value) { set_below(root_, key, value); }
  // False: it was not there.
  bool erase(const Key& key) {
    if (node_of(key) == nullptr) return false;
    erase_below(root_, key);
    --size_;
    return true;
  }

  // In ascending order of the keys.
  class Iterator {
   public:
    const value_type& operator*() const { return path_[depth_ - 1]->item; }
    Iterator& operator++() {
      const Node* right = path_[--depth_]->right;
      descend(right);
      return *this;
    }
    bool operator!=(const Iterator& other) const {
      return depth_ != other.depth_ || (depth_ != 0 && path_[depth_ - 1] != other.path_[depth_ - 1]);
    }

   private:
    friend class CowMap;
    void push(const Node* node) {
      PW_ASSERT(depth_ < kMaxHeight, "a balanced tree is not that high");
      path_[depth_++] = node;
    }
    void descend(const Node* node) {
      for (; node != nullptr; node = node->left) push(node);
    }
    const Node* path_[48];  // whose left side has been visited, and itself not yet
    u32 depth_ = 0;
  };
  Iterator begin() const {
    Iterator it;
    it.descend(root_);
    return it;
  }
  Iterator end() const { return Iterator(); }
  // From the first key that is not less than this one on.
  Iterator begin_from(const Key& key) const {
    Iterator it;
    for (const Node* node = root_; node != nullptr;) {
      if (node->item.first < key) {
        node = node->right;
      } else {
        it.push(node);
        node = node->left;
      }
    }
    return it;
  }

  friend bool operator==(const CowMap& a, const CowMap& b) {
    auto other = b.begin();
    const auto end = a.end();
    bool is_same = a.size() == b.size();
    for (auto at = a.begin(); is_same && at != end; ++at, ++other) is_same = *at == *other;
    return is_same;
  }

  static constexpr u64 node_bytes() { return sizeof(Node); }
  // on_node(item) for each node of this map that `before`, another version of it, has not. The work follows what differs.
  template <class OnNode>
  void for_each_unlike(const CowMap& before, OnNode on_node) const {
    visit_unlike(root_, before.root_, before, on_node);
  }

 private:
  static constexpr u32 kMaxHeight = 48;
  struct Node {
    u32 refs = 1;
    u32 height = 1;
    Node* left = nullptr;
    Node* right = nullptr;
    value_type item;
  };

  static void hold(Node* node) {
    if (node != nullptr) ++node->refs;
  }
  static void drop(Node* node) {
    if (node == nullptr || --node->refs != 0) return;
    drop(node->left);
    drop(node->right);
    delete node;
  }
  const Node* node_of(const Key& key) const {
    const Node* node = root_;
    while (node != nullptr) {
      if (key < node->item.first) node = node->left;
      else if (node->item.first < key) node = node->right;
      else break;
    }
    return node;
  }
  static void own(Node*& node) {
    if (node->refs == 1) return;
    Node* copy = new Node{1, node->height, node->left, node->right, node->item};
    hold(copy->left);
    hold(copy->right);
    --node->refs;
    node = copy;
  }

  // ---- balance: each of these has its node owned --------------------------------------------------------------------------------
  static u32 height_of(const Node* node) { return node == nullptr ? 0 : node->height; }
  static void set_height(Node* node) {
    const u32 left = height_of(node->left), right = height_of(node->right);
    node->height = 1 + (left > right ? left : right);
  }
  static void rotate_right(Node*& node) {
    Node* top = node->left;
    node->left = top->right;
    top->right = node;
    set_height(node);
    set_height(top);
    node = top;
  }
  static void rotate_left(Node*& node) {
    Node* top = node->right;
    node->right = top->left;
    top->left = node;
    set_height(node);
    set_height(top);
    node = top;
  }
  static void balance(Node*& node) {
    const u32 left = height_of(node->left), right = height_of(node->right);
    if (left > right + 1) {
      own(node->left);
      if (height_of(node->left->right) > height_of(node->left->left)) {
        own(node->left->right);
        rotate_left(node->left);
      }
      rotate_right(node);
    } else if (right > left + 1) {
      own(node->right);
      if (height_of(node->right->left) > height_of(node->right->right)) {
        own(node->right->left);
        rotate_right(node->right);
      }
      rotate_left(node);
    } else {
      set_height(node);
    }
  }

  void set_below(Node*& node, const Key& key, const Value& value) {
    if (node == nullptr) {
      node = new Node{1, 1, nullptr, nullptr, value_type(key, value)};
      ++size_;
      return;
    }
    own(node);
    if (key < node->item.first) set_below(node->left, key, value);
    else if (node->item.first < key) set_below(node->right, key, value);
    else node->item.second = value;
    balance(node);
  }
  // The key is there.
  static void erase_below(Node*& node, const Key& key) {
    own(node);
    if (key < node->item.first) {
      erase_below(node->left, key);
    } else if (node->item.first < key) {
      erase_below(node->right, key);
    } else if (node->left != nullptr && node->right != nullptr) {
      node->item = take_first(node->right);
    } else {
      Node* gone = node;
      node = gone->left != nullptr ? gone->left : gone->right;
      delete gone;
      return;
    }
    balance(node);
  }
  static value_type take_first(Node*& node) {
    own(node);
    if (node->left != nullptr) {
      value_type first = take_first(node->left);
      balance(node);
      return first;
    }
    Node* gone = node;
    node = gone->right;
    value_type first = std::move(gone->item);
    delete gone;
    return first;
  }

  // A node that both have is the root of a subtree that both have. `twin` is the node at the same place in the other map: unless a rotation
  // has moved one of them it has the same key, and nothing has to be searched.
  template <class OnNode>
  static void visit_unlike(const Node* node, const Node* twin, const CowMap& before, OnNode& on_node) {
    if (node == twin || node == nullptr) return;
    const Key& key = node->item.first;
    const bool is_moved = twin == nullptr || key < twin->item.first || twin->item.first < key;
    if (is_moved) twin = before.node_of(key);
    if (node == twin) return;
    on_node(node->item);
    visit_unlike(node->left, twin == nullptr ? nullptr : twin->left, before, on_node);
    visit_unlike(node->right, twin == nullptr ? nullptr : twin->right, before, on_node);
  }

  Node* root_ = nullptr;
  u32 size_ = 0;
};

}  // namespace pw
