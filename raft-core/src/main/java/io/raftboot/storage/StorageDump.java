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

package io.raftboot.storage;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.raftboot.Member;
import io.raftboot.consensus.Configuration;
import io.raftboot.consensus.ConfigurationCodec;
import io.raftboot.consensus.Entry;
import io.raftboot.consensus.EntryType;
import io.raftboot.consensus.HardState;
import io.raftboot.consensus.SnapshotPoint;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Shows what a stopped node has on disk, as JSON Lines. Changes nothing, and keeps the
 * node from starting meanwhile.
 */
public final class StorageDump implements AutoCloseable {

	private final JsonFactory json = JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

	private final FileDisk disk;

	private StorageDump(FileDisk disk) {
		this.disk = disk;
	}

	/**
	 * Open the directory of a stopped node.
	 * @param directory the directory
	 * @return its content
	 * @throws DirectoryRefusedException if the node runs, or the directory is none of a
	 * node
	 * @throws IOException if the disk fails
	 */
	public static StorageDump open(Path directory) throws IOException {
		return new StorageDump(FileDisk.openReadOnly(directory));
	}

	/**
	 * Write the identity, the hard state and what the snapshots are, a line each.
	 * @param out where to
	 * @throws DamagedStorageException if one is damaged
	 * @throws IOException if the disk fails or what is written to does
	 */
	public void writeMetadata(Writer out) throws IOException {
		Identity identity = new IdentityFile(this.disk, null).get();
		line(out, (generator) -> {
			generator.writeStringProperty("file", IdentityFile.NAME);
			generator.writeNumberProperty("directory_id", identity.directoryId());
			generator.writeNumberProperty("cluster_id", identity.clusterId());
			generator.writeNumberProperty("node_id", identity.nodeId());
			generator.writeBooleanProperty("removed", identity.removed());
		});
		HardState hardState = new HardStateFile(this.disk, null).get();
		line(out, (generator) -> {
			generator.writeStringProperty("file", HardStateFile.NAME);
			generator.writeNumberProperty("current_term", hardState.term());
			generator.writeNumberProperty("voted_for", hardState.votedFor());
		});
		for (String name : this.disk.list()) {
			if (SnapshotFormat.isSnapshot(name)) {
				writeSnapshot(out, name);
			}
		}
	}

	private void writeSnapshot(Writer out, String name) throws IOException {
		try (SnapshotFile snapshot = SnapshotFile.open(this.disk, name, null)) {
			snapshot.check();
			SnapshotPoint point = snapshot.point();
			line(out, (generator) -> {
				generator.writeStringProperty("file", name);
				generator.writeNumberProperty("size", snapshot.fileSize());
				generator.writeNumberProperty("index", point.index());
				generator.writeNumberProperty("term", point.term());
				generator.writeNumberProperty("timestamp", point.timestampMillis());
				generator.writeNumberProperty("configuration_index", point.configurationIndex());
				write(point.configuration(), generator);
			});
		}
	}

	/**
	 * Open the newest snapshot, when every byte of it was checked.
	 * @return the snapshot, {@code null} if there is none
	 * @throws DamagedStorageException if it is damaged
	 * @throws IOException if the disk fails
	 */
	public @Nullable StoredSnapshot newestSnapshot() throws IOException {
		String newest = null;
		for (String name : this.disk.list()) {
			// the names are sorted, and begin with the index
			newest = SnapshotFormat.isSnapshot(name) ? name : newest;
		}
		if (newest == null) {
			return null;
		}
		SnapshotFile snapshot = SnapshotFile.open(this.disk, newest, null);
		try {
			snapshot.check();
			return snapshot;
		}
		catch (IOException ex) {
			snapshot.close();
			throw ex;
		}
	}

	/**
	 * Write the log, a line for each entry. If bytes are left behind the last good
	 * record, a line with the file, the offset and the problem follows; a start would cut
	 * them or refuse them.
	 * @param out where to
	 * @param payloads writes the payloads of commands
	 * @throws DamagedStorageException if the log is damaged before its last file, after
	 * all that is before it was written
	 * @throws IOException if the disk fails or what is written to does
	 */
	public void writeLog(Writer out, PayloadWriter payloads) throws IOException {
		List<String> names = segments(this.disk);
		long last = 0;
		for (String name : names) {
			last = writeSegment(out, name, last, payloads);
		}
	}

	/** The segments of the newest generation, in order. */
	static List<String> segments(Disk disk) throws IOException {
		List<String> names = new ArrayList<>();
		long newest = 0;
		for (String name : disk.list()) {
			if (!SegmentHeader.isSegment(name)) {
				continue;
			}
			try (DiskFile file = disk.open(name)) {
				long generation = SegmentHeader.read(file, disk.describe(name), null).header().generation();
				if (generation > newest) {
					names.clear();
					newest = generation;
				}
				if (generation == newest) {
					names.add(name);
				}
			}
		}
		return names;
	}

	private long writeSegment(Writer out, String name, long lastBefore, PayloadWriter payloads) throws IOException {
		String path = this.disk.describe(name);
		try (DiskFile file = this.disk.open(name)) {
			SegmentHeader.Sized header = SegmentHeader.read(file, path, null);
			long last = header.header().firstIndex() - 1;
			if (lastBefore > 0 && last != lastBefore) {
				throw new DamagedStorageException(path, 0,
						"it begins with entry " + (last + 1) + " but the file before ends with " + lastBefore);
			}
			RecordReader reader = new RecordReader(file);
			reader.begin(file, header.header().salt(), header.size(), file.size());
			while (reader.next(true) && RecordFormat.isEntry(reader.type())) {
				last = reader.index();
				Entry entry = reader.entry();
				line(out, (generator) -> write(entry, payloads, generator));
			}
			writeRest(out, path, reader);
			return last;
		}
	}

	private void writeRest(Writer out, String path, RecordReader reader) throws IOException {
		long end = reader.position();
		String problem = reader.problem();
		if (!reader.isZeroFrom(end)) {
			line(out, (generator) -> {
				generator.writeStringProperty("file", path);
				generator.writeNumberProperty("offset", end);
				generator.writeStringProperty("problem",
						problem.isEmpty() ? "there are bytes behind the end" : problem);
			});
		}
	}

	private static void write(Entry entry, PayloadWriter payloads, JsonGenerator generator) throws IOException {
		generator.writeNumberProperty("index", entry.index());
		generator.writeNumberProperty("term", entry.term());
		generator.writeStringProperty("type", entry.type().name().toLowerCase(Locale.ROOT));
		generator.writeNumberProperty("timestamp", entry.timestampMillis());
		if (entry.type() == EntryType.CONFIGURATION) {
			write(ConfigurationCodec.decode(entry.payload()), generator);
		}
		else if (entry.type() == EntryType.COMMAND && entry.payload().length > 0) {
			payloads.write(entry.payload(), generator);
		}
	}

	private static void write(Configuration configuration, JsonGenerator generator) {
		write("members", configuration.members(), generator);
		if (configuration.isJoint()) {
			write("outgoing", configuration.outgoing(), generator);
		}
		generator.writeNumberProperty("highest_id", configuration.highestId());
	}

	private static void write(String name, List<Member> members, JsonGenerator generator) {
		generator.writeArrayPropertyStart(name);
		for (Member member : members) {
			generator.writeStartObject();
			generator.writeNumberProperty("node_id", member.nodeId());
			generator.writeStringProperty("addr", member.address());
			generator.writeStringProperty("role", member.role().name().toLowerCase(Locale.ROOT));
			generator.writeEndObject();
		}
		generator.writeEndArray();
	}

	private void line(Writer out, Properties properties) throws IOException {
		try (JsonGenerator generator = this.json.createGenerator(ObjectWriteContext.empty(), out)) {
			generator.writeStartObject();
			properties.write(generator);
			generator.writeEndObject();
		}
		out.write('\n');
	}

	@Override
	public void close() {
		this.disk.close();
	}

	/**
	 * Writes what a command's payload holds, as properties of the object that stands for
	 * the entry.
	 */
	public interface PayloadWriter {

		/**
		 * Write a payload.
		 * @param payload the payload
		 * @param generator inside the entry's object
		 * @throws IOException if what is written to fails
		 */
		void write(byte[] payload, JsonGenerator generator) throws IOException;

	}

	/**
	 * The properties of a line.
	 */
	private interface Properties {

		void write(JsonGenerator generator) throws IOException;

	}

}
