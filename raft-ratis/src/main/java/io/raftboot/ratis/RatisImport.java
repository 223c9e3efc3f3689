/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.raftboot.ratis;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

import io.raftboot.Member;
import io.raftboot.MemberRole;
import io.raftboot.NodeSettings;
import io.raftboot.engine.ExportFile;
import io.raftboot.storage.Disk;
import io.raftboot.storage.ImportedCluster;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.util.MD5FileUtil;

/**
 * Makes an empty directory that of the only member of a new cluster on Ratis, which
 * begins with a state that was exported from another: what Ratis leaves when it has taken
 * a snapshot and dropped all of its log.
 */
final class RatisImport {

	private RatisImport() {
	}

	/**
	 * Form the new cluster, durably. A crash at any point leaves an empty directory, one
	 * in which nothing starts until this is done again, or the whole.
	 * @throws IOException if the directory is not empty or cannot be used, or the state
	 * cannot be read
	 */
	static void form(RatisSettings settings, ExportFile exported) throws IOException {
		NodeSettings node = settings.node();
		Path directory = node.dataDirectory();
		try (Disk disk = ImportedCluster.begin(directory)) {
			Path storage = StorageDirectory.open(settings);
			StorageDirectory.delete(storage);
			MemberFile file = MemberFile.create(disk, node.group());
			file.change((empty) -> empty.member(MemberFile.nonZero(), 1, 0, 0).asFormatted());
			write(storage.resolve(file.get().groupId(node.group()).toString()), settings, exported);
			try (Stream<Path> paths = Files.walk(storage)) {
				for (Path path : paths.toList()) {
					SnapshotFiles.sync(path);
				}
			}
			ImportedCluster.finish(disk);
		}
	}

	private static void write(Path group, RatisSettings settings, ExportFile exported) throws IOException {
		Path current = Files.createDirectories(group.resolve("current"));
		Properties vote = new Properties();
		vote.setProperty("term", Long.toString(exported.term()));
		vote.setProperty("votedFor", "");
		StringWriter text = new StringWriter();
		vote.store(text, null);
		Files.writeString(current.resolve("raft-meta"), text.toString());
		try (OutputStream out = Files.newOutputStream(current.resolve("raft-meta.conf"))) {
			configuration(settings, exported).writeTo(out);
		}
		Path snapshots = Files.createDirectories(group.resolve("sm"));
		Path snapshot = snapshots
			.resolve(SimpleStateMachineStorage.getSnapshotFileName(exported.term(), exported.index()));
		MD5FileUtil.saveMD5File(snapshot.toFile(), write(snapshot, exported));
	}

	private static LogEntryProto configuration(RatisSettings settings, ExportFile exported) {
		Peers self = Peers.of(settings, List.of(new Member(1, settings.ownAddress(), MemberRole.VOTER)));
		RaftConfigurationProto.Builder configuration = RaftConfigurationProto.newBuilder();
		self.all().stream().map(RaftPeer::getRaftPeerProto).forEach(configuration::addPeers);
		return LogEntryProto.newBuilder()
			.setTerm(exported.term())
			.setIndex(exported.index())
			.setConfigurationEntry(configuration)
			.build();
	}

	private static MD5Hash write(Path snapshot, ExportFile exported) throws IOException {
		try (FileChannel channel = FileChannel.open(snapshot, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
				InputStream content = exported.open()) {
			DigestOutputStream digesting = new DigestOutputStream(
					new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16), MD5FileUtil.newMD5());
			DataOutputStream header = new DataOutputStream(digesting);
			header.writeInt(StoredSnapshot.FORMAT);
			header.writeLong(exported.timestampMillis());
			content.transferTo(header);
			header.flush();
			return MD5Hash.newInstance(digesting.getMessageDigest().digest());
		}
	}

}
