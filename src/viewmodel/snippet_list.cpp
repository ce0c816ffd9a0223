// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/snippet_list.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "viewmodel/error_text.h"

namespace dbv::viewmodel {

namespace {

bool isSameSnippet(const protocol::Snippet& one, const protocol::Snippet& other) {
    return one.name == other.name && one.folder == other.folder && one.trigger == other.trigger &&
           one.body == other.body;
}

} // namespace

void SnippetList::refresh() {
    m_reading = m_bus.ask(
        protocol::ListSnippets{}, [this](const protocol::SnippetsListed& listed) { take(listed); },
        [this](const Error& error) { Q_EMIT failed(errorSentence(error)); });
}

void SnippetList::take(const protocol::SnippetsListed& listed) {
    m_snippets = listed.snippets;
    m_folder = QString::fromStdString(listed.folder);
    m_notices.clear();
    for (const Notice& notice : listed.notices) {
        m_notices << QString::fromStdString(notice.message);
    }
    Q_EMIT changed();
}

void SnippetList::change(protocol::ChangeSnippets change, const QString& done) {
    m_reading = m_bus.ask(
        std::move(change),
        [this, done](const protocol::SnippetsListed& listed) {
            take(listed);
            Q_EMIT said(done);
        },
        [this](const Error& error) {
            Q_EMIT failed(errorSentence(error));
            // Some of it may have been done.
            refresh();
        });
}

void SnippetList::keep(const protocol::Snippet& snippet) {
    change({.keep = {snippet}, .remove = {}}, tr("The snippet %1 is kept.").arg(QString::fromStdString(snippet.name)));
}

void SnippetList::remove(const protocol::Snippet& snippet) {
    change({.keep = {}, .remove = {snippet.path}},
           tr("The snippet %1 was removed.").arg(QString::fromStdString(snippet.name)));
}

void SnippetList::importFrom(const QString& path) {
    m_importing = m_bus.ask(
        protocol::ReadSnippets{path.toStdString()}, [this](const protocol::SnippetsRead& read) { takeImport(read); },
        [this](const Error& error) { Q_EMIT failed(errorSentence(error)); });
}

void SnippetList::takeImport(const protocol::SnippetsRead& read) {
    protocol::ChangeSnippets added;
    std::ranges::copy_if(read.snippets, std::back_inserter(added.keep), [this](const protocol::Snippet& each) {
        return std::ranges::none_of(m_snippets, [&each](const auto& known) { return isSameSnippet(each, known); });
    });
    QStringList told;
    for (const Notice& notice : read.notices) {
        told << QString::fromStdString(notice.message);
    }
    if (!told.isEmpty()) {
        Q_EMIT failed(told.join(u'\n'));
    }
    if (added.keep.empty()) {
        Q_EMIT said(tr("The file has no snippet that is not here already."));
        return;
    }
    const int count = static_cast<int>(added.keep.size());
    change(std::move(added), count == 1 ? tr("1 snippet imported.") : tr("%1 snippets imported.").arg(count));
}

void SnippetList::exportTo(const QString& path) {
    protocol::WriteSnippets command{.path = path.toStdString(), .snippets = {}};
    std::ranges::copy_if(m_snippets, std::back_inserter(command.snippets),
                         [](const protocol::Snippet& each) { return !each.builtIn; });
    const int count = static_cast<int>(command.snippets.size());
    m_importing = m_bus.ask(
        std::move(command),
        [this, path, count](const protocol::SnippetsWritten&) {
            Q_EMIT said(count == 1 ? tr("1 snippet written to %1.").arg(path)
                                   : tr("%1 snippets written to %2.").arg(QString::number(count), path));
        },
        [this](const Error& error) { Q_EMIT failed(errorSentence(error)); });
}

} // namespace dbv::viewmodel
