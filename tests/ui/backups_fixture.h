// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include <QWidget>

#include "dialog_walk.h"
#include "ui/backup/backups_page.h"
#include "window_fixture.h"

namespace dbv::ui {

using protocol::BackupState;

/// A window over an engine that has two backups, and leaves work with them to the test.
class BackupsInTheWindow : public WindowOnFakeEngine {
protected:
    BackupsInTheWindow() {
        engine.on<protocol::ListBackups>(
            [this](RequestId id, const protocol::ListBackups&) { engine.finish(id, listed); });
        engine.on<protocol::DescribeBackup>([this](RequestId id, const protocol::DescribeBackup&) {
            engine.finish(id, protocol::BackupDescribed{.entry = listed.entries.empty() ? protocol::BackupEntry()
                                                                                        : listed.entries.front(),
                                                        .begun = {},
                                                        .ended = {},
                                                        .objects = {{"table", "", "orders", 12}}});
        });
        hold<protocol::StartBackup>();
        hold<protocol::VerifyBackup>();
        hold<protocol::DrillBackup>();
        hold<protocol::RestoreBackup>();
        add("b2", BackupState::Verified, "/a.db");
        add("b1", BackupState::Failed, "/b.db");
        listed.entries[1].trouble = "The disk was full.";
        start();
        drop({u"/a.db"_s});
        window.resize(1280, 820);
    }
    void add(const char* id, BackupState known, const char* database) {
        protocol::BackupEntry entry;
        entry.id = id;
        entry.state = known;
        entry.engine = "";
        entry.database = database;
        entry.path = std::string("/backups/") + id + ".dbvbackup";
        entry.begunAt = 1;
        entry.bytes = 4'096;
        listed.entries.push_back(entry);
    }
    /// Leaves work unanswered, but notes its request.
    template <class Command>
    void hold() {
        engine.on<Command>([this](RequestId id, const Command&) { work = id; });
    }
    BackupsPage& open() {
        actions.trigger("backup.show");
        deliver();
        auto* page = window.findChild<BackupsPage*>();
        EXPECT_NE(page, nullptr);
        return *page;
    }
    template <class Widget>
    static Widget& part(const QWidget& whole, const char* name) {
        auto* found = whole.findChild<Widget*>(QLatin1String(name));
        EXPECT_NE(found, nullptr) << name;
        return *found;
    }
    template <class Dialog>
    Dialog& dialog() {
        auto* found = window.findChild<Dialog*>();
        EXPECT_NE(found, nullptr);
        return *found;
    }
    void finish(protocol::Event event) {
        engine.finish(work, std::move(event));
        deliver();
    }
    void fail(ErrorKind kind, const char* message) {
        finish(protocol::RequestFailed{makeError(kind, message, ""), {}});
    }
    static void check(QWidget& shown) {
        const DialogWalk walk(shown);
        EXPECT_EQ(walk.nameless(), QStringList());
        EXPECT_EQ(walk.doubleMnemonics(), QStringList());
        EXPECT_EQ(walk.outside(), QStringList());
        EXPECT_LE(shown.minimumSizeHint().width(), 512);
        EXPECT_LE(shown.minimumSizeHint().height(), 350);
    }

    protocol::BackupsListed listed;
    RequestId work;
};

} // namespace dbv::ui
