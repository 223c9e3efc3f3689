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

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.raftboot.NodeSettings;
import io.raftboot.transport.Transport;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys.LeaderElection;
import org.apache.ratis.server.RaftServerConfigKeys.Log;
import org.apache.ratis.server.RaftServerConfigKeys.Rpc;
import org.apache.ratis.server.RaftServerConfigKeys.Snapshot;
import org.apache.ratis.server.RaftServerConfigKeys.Write;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/**
 * Ratis's own settings that follow from those of a node.
 */
final class RatisKeys {

	private static final long MIB = 1 << 20;

	/** Entries before a snapshot that stay, for followers that lag a little. */
	private static final long KEPT_ENTRIES = 1000;

	private RatisKeys() {
	}

	static RaftProperties of(RatisSettings settings, MemberRecord member, Path storage) {
		RaftProperties keys = new RaftProperties();
		RaftServerConfigKeys.setStorageDir(keys, List.of(storage.toFile()));
		RaftServerConfigKeys.setRemovedGroupsDir(keys, storage.resolve("removed").toFile());
		timing(keys, member.minTimeoutMillis(), member.maxTimeoutMillis());
		if (settings.founders().size() == 1) {
			// Perhaps nobody else can lead; if others can, a pre-vote tells
			Rpc.setFirstElectionTimeoutMin(keys, millis(10));
			Rpc.setFirstElectionTimeoutMax(keys, millis(20));
		}
		log(keys, settings);
		snapshots(keys);
		if (settings.node().address() != null) {
			network(keys, settings);
		}
		settings.properties().forEach(keys::set);
		return keys;
	}

	private static void timing(RaftProperties keys, long min, long max) {
		Rpc.setTimeoutMin(keys, millis(min));
		Rpc.setTimeoutMax(keys, millis(max));
		Rpc.setFirstElectionTimeoutMin(keys, millis(min));
		Rpc.setFirstElectionTimeoutMax(keys, millis(max));
		Rpc.setRequestTimeout(keys, millis(Math.max(1000, 2 * max)));
		// Else a member that stepped down stands for no election for ten seconds
		LeaderElection.setLeaderStepDownWaitTime(keys, millis(max));
		RaftServerConfigKeys.setStagingTimeout(keys, millis(15 * min));
		// A member that was away is tried again at least that often
		Log.Appender.setRetryPolicy(keys, "1ms,10, " + Math.max(10, min / 4) + "ms,20, " + min + "ms,1000000");
		RaftServerConfigKeys.RetryCache.setExpiryTime(keys, millis(1000));
	}

	private static void log(RaftProperties keys, RatisSettings settings) {
		NodeSettings node = settings.node();
		int entry = settings.maxEntrySize();
		// Ratis's log in memory never commits anything in a group of one: nothing is kept
		// by deleting the directory at the end
		Log.setUseMemory(keys, false);
		Log.setUnsafeFlushEnabled(keys, false);
		Log.setAsyncFlushEnabled(keys, false);
		Log.setLogMetadataEnabled(keys, false);
		Log.setAppendEntriesComposeEnabled(keys, false);
		Log.setSegmentSizeMax(keys, SizeInBytes.valueOf(node.logSegmentSize()));
		Log.setPreallocatedSize(keys, SizeInBytes.valueOf(Math.min(4 * MIB, node.logSegmentSize())));
		Log.setSegmentCacheSizeMax(keys, SizeInBytes.valueOf(node.logCacheSize()));
		Log.setSegmentCacheNumMax(keys, (int) Math.max(2, Math.min(64, node.logCacheSize() / node.logSegmentSize())));
		Log.setWriteBufferSize(keys, SizeInBytes.valueOf(entry + MIB));
		Log.Appender.setBufferByteLimit(keys, SizeInBytes.valueOf(entry + MIB / 2));
		Log.Appender.setWaitTimeMin(keys, TimeDuration.ZERO);
		Write.setByteLimit(keys, SizeInBytes.valueOf(Math.max(64 * MIB, 16L * entry)));
		// What a snapshot covers goes, also while a member is down
		Log.setPurgeUptoSnapshotIndex(keys, true);
		Log.setPurgeGap(keys, 1);
		Log.setPurgePreservationLogNum(keys, Math.min(KEPT_ENTRIES, node.snapshotLogEntries() / 2));
	}

	private static void snapshots(RaftProperties keys) {
		// The engine says when; what it has written is handed to Ratis when it is
		// complete
		Snapshot.setAutoTriggerEnabled(keys, false);
		Snapshot.setTriggerWhenStopEnabled(keys, false);
		Snapshot.setTriggerWhenRemoveEnabled(keys, false);
		Snapshot.setCreationGap(keys, 1);
		Snapshot.setRetentionFileNum(keys, 1);
		Log.Appender.setSnapshotChunkSizeMax(keys, SizeInBytes.valueOf(MIB));
	}

	private static void network(RaftProperties keys, RatisSettings settings) {
		var address = Transport.parse(settings.ratisAddress(settings.ownAddress()));
		GrpcConfigKeys.Server.setHost(keys, address.getHostString());
		GrpcConfigKeys.Server.setPort(keys, address.getPort());
		GrpcConfigKeys.setMessageSizeMax(keys, SizeInBytes.valueOf(settings.maxEntrySize() + 3 * MIB));
		GrpcConfigKeys.setFlowControlWindow(keys, SizeInBytes.valueOf(4 * MIB));
	}

	private static TimeDuration millis(long value) {
		return TimeDuration.valueOf(value, TimeUnit.MILLISECONDS);
	}

}
