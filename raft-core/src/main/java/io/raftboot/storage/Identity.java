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

/**
 * Who the node with this directory is.
 *
 * @param directoryId drawn at random when the directory was first used, never 0
 * @param clusterId the same for all members of a cluster, 0 before it is known
 * @param nodeId the member's number, 0 before it is one
 * @param removed whether the member was removed from the cluster
 */
public record Identity(long directoryId, long clusterId, long nodeId, boolean removed) {

}
