// SPDX-License-Identifier: Apache-2.0
// How a level of the explorer becomes what a newer answer says, while all that is still there stays what it is.
#include <algorithm>
#include <utility>

#include <QHash>

#include "viewmodel/schema_node.h"
#include "viewmodel/schema_tree.h"

namespace dbv::viewmodel {

namespace {

constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);
/// With more places than this, lines are sorted in one go, so that the work stays linear.
constexpr std::size_t kFewPlaces = 16;

/// Rows, half open.
struct Rows {
    std::size_t begin;
    std::size_t end;
};

/// The runs of rows for which something holds, in order.
template <class Predicate>
std::vector<Rows> runsOf(std::size_t count, Predicate holds) {
    std::vector<Rows> runs;
    for (std::size_t row = 0; row < count; ++row) {
        if (!holds(row)) {
            continue;
        }
        if (!runs.empty() && runs.back().end == row) {
            ++runs.back().end;
        } else {
            runs.push_back({row, row + 1});
        }
    }
    return runs;
}

/// For each new line where it stands among the old ones: the same kind under the same name.
template <class Lines>
std::vector<std::size_t> placesAmong(const Lines& old, const Lines& fresh) {
    const auto keyOf = [](const auto& node) { return QChar(static_cast<ushort>(node->place.kind)) + node->text; };
    // Overloads share a name: each old line is given away once, in order.
    QHash<QString, std::size_t> first;
    std::vector<std::size_t> next(old.size(), kNowhere);
    first.reserve(static_cast<qsizetype>(old.size()));
    for (std::size_t row = old.size(); row-- > 0;) {
        const QString key = keyOf(old[row]);
        next[row] = first.value(key, kNowhere);
        first.insert(key, row);
    }
    std::vector<std::size_t> places(fresh.size(), kNowhere);
    for (std::size_t row = 0; row < fresh.size(); ++row) {
        if (const auto found = first.find(keyOf(fresh[row])); found != first.end() && found.value() != kNowhere) {
            places[row] = std::exchange(found.value(), next[found.value()]);
        }
    }
    return places;
}

} // namespace

void SchemaTree::merge(Node& node, Nodes fresh) {
    const std::vector<std::size_t> places = placesAmong(node.children, fresh);
    std::vector<bool> stays(node.children.size());
    std::vector<Node*> order;
    std::vector<Node*> changed;
    std::vector<std::pair<Node*, Nodes>> folders;
    bool sorted = true;
    std::size_t last = 0;
    for (std::size_t row = 0; row < fresh.size(); ++row) {
        if (places[row] == kNowhere) {
            order.push_back(fresh[row].get());
            continue;
        }
        Node& old = *node.children[places[row]];
        stays[places[row]] = true;
        sorted = sorted && places[row] >= std::exchange(last, places[row]);
        order.push_back(&old);
        if (old.takeOver(*fresh[row])) {
            changed.push_back(&old);
        }
        if (old.place.kind == SchemaNodeKind::Folder) {
            folders.emplace_back(&old, std::move(fresh[row]->children));
            fresh[row]->children.clear();
        }
        forget(*fresh[row]);
        fresh[row].reset();
    }
    removeLines(node, stays);
    insertLines(node, std::move(fresh), order, sorted);
    if (!changed.empty()) {
        const auto [top, bottom] = std::ranges::minmax(changed, {}, &Node::row);
        Q_EMIT dataChanged(indexOf(*top), indexOf(*bottom));
    }
    for (auto& [folder, lines] : folders) {
        std::ranges::for_each(lines, [above = folder](const auto& line) { line->parent = above; });
        merge(*folder, std::move(lines));
    }
    for (const std::unique_ptr<Node>& child : node.children) {
        // What was read of a line that has stayed may be old now.
        if (child->reading != Node::Reading::NotYet && child->place.kind != SchemaNodeKind::Folder) {
            read(*child);
        }
    }
}

void SchemaTree::removeLines(Node& node, const std::vector<bool>& stays) {
    const auto goes = [&stays](std::size_t row) { return !stays[row]; };
    std::vector<Rows> gone = runsOf(stays.size(), goes);
    if (gone.size() > kFewPlaces) {
        std::vector<Node*> order;
        for (const bool wanted : {true, false}) {
            for (std::size_t row = 0; row < stays.size(); ++row) {
                if (stays[row] == wanted) {
                    order.push_back(node.children[row].get());
                }
            }
        }
        sortLines(node, order);
        const auto left = static_cast<std::size_t>(std::ranges::count(stays, true));
        gone = {{left, stays.size()}};
    }
    for (std::size_t i = gone.size(); i-- > 0;) {
        const auto begin = node.children.begin() + static_cast<std::ptrdiff_t>(gone[i].begin);
        const auto end = node.children.begin() + static_cast<std::ptrdiff_t>(gone[i].end);
        beginRemoveRows(indexOf(node), static_cast<int>(gone[i].begin), static_cast<int>(gone[i].end) - 1);
        std::for_each(begin, end, [this](const std::unique_ptr<Node>& child) { forget(*child); });
        node.children.erase(begin, end);
        node.numberChildren();
        endRemoveRows();
    }
}

void SchemaTree::insertLines(Node& node, Nodes fresh, const std::vector<Node*>& order, bool sorted) {
    const auto comes = [&fresh](std::size_t row) { return fresh[row] != nullptr; };
    const std::vector<Rows> places = runsOf(fresh.size(), comes);
    const auto insert = [this, &node, &fresh](std::size_t at, Rows rows) {
        const auto begin = fresh.begin() + static_cast<std::ptrdiff_t>(rows.begin);
        const auto end = fresh.begin() + static_cast<std::ptrdiff_t>(rows.end);
        beginInsertRows(indexOf(node), static_cast<int>(at), static_cast<int>(at + rows.end - rows.begin) - 1);
        node.children.insert(node.children.begin() + static_cast<std::ptrdiff_t>(at), std::move_iterator(begin),
                             std::move_iterator(end));
        node.numberChildren();
        endInsertRows();
    };
    if (sorted && places.size() <= kFewPlaces) {
        for (const Rows& rows : places) {
            insert(rows.begin, rows);
        }
        return;
    }
    std::erase(fresh, nullptr);
    if (!fresh.empty()) {
        insert(node.children.size(), {0, fresh.size()});
    }
    sortLines(node, order);
}

void SchemaTree::sortLines(Node& node, const std::vector<Node*>& order) {
    const QList<QPersistentModelIndex> above{indexOf(node)};
    Q_EMIT layoutAboutToBeChanged(above);
    const QModelIndexList before = persistentIndexList();
    for (std::size_t row = 0; row < order.size(); ++row) {
        order[row]->row = static_cast<int>(row);
    }
    Nodes placed(node.children.size());
    for (std::unique_ptr<Node>& child : node.children) {
        const auto row = static_cast<std::size_t>(child->row);
        placed[row] = std::move(child);
    }
    node.children = std::move(placed);
    QModelIndexList after;
    for (const QModelIndex& index : before) {
        after << indexOf(*nodeOf(index));
    }
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged(above);
}

} // namespace dbv::viewmodel
